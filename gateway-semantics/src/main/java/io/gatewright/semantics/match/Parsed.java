package io.gatewright.semantics.match;

import org.jspecify.annotations.Nullable;

/**
 * What a client sent, read: a value, or the reason why it is refused (a 400).
 *
 * @param <T> the value
 */
public sealed interface Parsed<T> {
    /** Readable. */
    record Valid<T>(T value) implements Parsed<T> {
        @Override
        public T orNull() {
            return value;
        }

        @Override
        public @Nullable String refusal() {
            return null;
        }
    }

    /**
     * Not acceptable.
     *
     * @param message what is wrong; repeats nothing of the input that could be harmful in a log
     */
    record Refused<T>(String message) implements Parsed<T> {
        @Override
        public @Nullable T orNull() {
            return null;
        }

        @Override
        public String refusal() {
            return message;
        }
    }

    /** The value, or null if refused. */
    @Nullable
    T orNull();

    /** The reason, or null if valid. */
    @Nullable
    String refusal();
}
