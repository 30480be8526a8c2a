package io.gatewright.semantics.decide;

/** How one try at a backend ended. */
public sealed interface Outcome {
    /**
     * Nothing reached the backend, or it said that it had not looked at the request: refused or timed out connection,
     * failed TLS handshake, {@code REFUSED_STREAM}, a GOAWAY that does not cover the stream.
     */
    record NotProcessed(ReplyReason reason) implements Outcome {}

    /** Sent at least in part, and then the connection or stream ended without a response. */
    record ResetBeforeResponse() implements Outcome {}

    /** The time for one try ({@code timeouts.backendRequest}) ran out before a response. */
    record TryTimeout() implements Outcome {}

    /** The head of a response arrived and none of it has been sent on. */
    record Status(int code) implements Outcome {}
}
