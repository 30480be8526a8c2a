package io.gatewright.runtime.listen;

import io.gatewright.semantics.plan.Ack;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** A bound socket. */
public interface OpenPort {
    /** Begins to accept. */
    void serve();

    Ack.Bound bound();

    /**
     * Stops accepting and frees the address before it returns, asks what was accepted to end, and cuts it at the deadline.
     * Not on an event loop.
     *
     * @return completed when nothing is left
     */
    CompletableFuture<Void> drain(Duration deadline);

    /** Thrown when a socket could not be bound. */
    final class BindFailed extends Exception {
        private static final long serialVersionUID = 1L;

        public BindFailed(Throwable cause) {
            super(cause.getMessage(), cause);
        }
    }
}
