package io.gatewright.semantics.decide;

import java.util.function.Function;

/** How one try at a backend ended. */
public sealed interface Outcome {
    <R> R fold(
            Function<NotProcessed, R> notProcessed,
            Function<ResetBeforeResponse, R> reset,
            Function<TryTimeout, R> timeout,
            Function<Status, R> status);

    /**
     * Nothing reached the backend, or it said that it had not looked at the request: refused or timed out connection,
     * failed TLS handshake, {@code REFUSED_STREAM}, a GOAWAY that does not cover the stream.
     *
     * @param reason what the client is told if there is no other try
     */
    record NotProcessed(ReplyReason reason) implements Outcome {
        @Override
        public <R> R fold(
                Function<NotProcessed, R> notProcessed,
                Function<ResetBeforeResponse, R> reset,
                Function<TryTimeout, R> timeout,
                Function<Status, R> status) {
            return notProcessed.apply(this);
        }
    }

    /** Sent at least in part, and then the connection or stream ended without a response. */
    record ResetBeforeResponse() implements Outcome {
        @Override
        public <R> R fold(
                Function<NotProcessed, R> notProcessed,
                Function<ResetBeforeResponse, R> reset,
                Function<TryTimeout, R> timeout,
                Function<Status, R> status) {
            return reset.apply(this);
        }
    }

    /** The time for one try ({@code timeouts.backendRequest}) ran out before a response. */
    record TryTimeout() implements Outcome {
        @Override
        public <R> R fold(
                Function<NotProcessed, R> notProcessed,
                Function<ResetBeforeResponse, R> reset,
                Function<TryTimeout, R> timeout,
                Function<Status, R> status) {
            return timeout.apply(this);
        }
    }

    /** The head of a response arrived and none of it has been sent on. */
    record Status(int code) implements Outcome {
        @Override
        public <R> R fold(
                Function<NotProcessed, R> notProcessed,
                Function<ResetBeforeResponse, R> reset,
                Function<TryTimeout, R> timeout,
                Function<Status, R> status) {
            return status.apply(this);
        }
    }
}
