package io.gatewright.semantics.reference;

import java.util.Optional;
import java.util.function.Function;

/**
 * What came of following a reference: the thing, or why not.
 *
 * @param <T> the thing
 */
public sealed interface Resolution<T> {
    /** The answer of the function that fits. */
    <R> R fold(Function<T, R> resolved, Function<Refused<T>, R> refused);

    /** The thing, if it was found. */
    default Optional<T> value() {
        return fold(Optional::of, refused -> Optional.empty());
    }

    /** The refusal, if there is one. */
    default Optional<Refused<T>> refusal() {
        return fold(value -> Optional.empty(), Optional::of);
    }

    /** The same with another thing; a refusal stays. */
    default <U> Resolution<U> then(Function<T, Resolution<U>> next) {
        return fold(next, refused -> new Refused<>(refused.cause(), refused.message()));
    }

    /** It was found and may be used. */
    record Resolved<T>(T resolved) implements Resolution<T> {
        @Override
        public <R> R fold(Function<T, R> onResolved, Function<Refused<T>, R> onRefused) {
            return onResolved.apply(resolved);
        }
    }

    /**
     * It may not or cannot be used.
     *
     * @param message names the object referred to; the same for missing and for forbidden ones of other namespaces
     */
    record Refused<T>(Cause cause, String message) implements Resolution<T> {
        @Override
        public <R> R fold(Function<T, R> onResolved, Function<Refused<T>, R> onRefused) {
            return onRefused.apply(this);
        }
    }

    /** Why a reference cannot be followed. Which condition it turns depends on the field that refers. */
    enum Cause {
        /** No ReferenceGrant. Decided before existence, so that none is betrayed. */
        NOT_PERMITTED,
        /** The group and kind are not among those that this field may name. */
        WRONG_KIND,
        /** No such object, or no such port in it. */
        NOT_FOUND,
        /** The object is there but does not hold what is needed. */
        MALFORMED,
        /** The object cannot be spoken to in the protocol of the route. */
        WRONG_PROTOCOL
    }
}
