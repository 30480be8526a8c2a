package io.gatewright.runtime.upstream;

/**
 * Why there is no connection to an endpoint. Nothing of a request was sent.
 *
 * @param kind what failed
 * @param message for records
 */
public record ConnectFailure(Kind kind, String message) {
    /** What failed. */
    public enum Kind {
        /** No address, no route, nobody listens. */
        REFUSED,
        /** Address, connection, TLS and HTTP/2 together took longer than the connect timeout. */
        TIMEOUT,
        /** The handshake failed, or the peer is not who it has to be. */
        TLS,
        /** The peer does not speak the protocol of the cluster. */
        PROTOCOL,
        /** The pool is at its bound, or closing. */
        CLOSED
    }
}
