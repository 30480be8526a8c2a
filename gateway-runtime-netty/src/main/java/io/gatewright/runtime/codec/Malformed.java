package io.gatewright.runtime.codec;

/** Why a message from a peer is refused before anybody looks at what it asks for. */
public enum Malformed {
    /** Where the message ends is ambiguous, or its syntax is not that of RFC 9112. */
    FRAMING(400, "malformed message framing"),
    /** The first line is not one. */
    FIRST_LINE(400, "malformed request line"),
    /** A header line is not {@code name: value}, or holds forbidden characters. */
    HEADER(400, "malformed header line"),
    /** Host is missing, repeated, or contradicts the authority. */
    HOST(400, "missing, repeated or contradictory host"),
    /** The first line exceeds its limit. */
    FIRST_LINE_TOO_LONG(414, "request line too long"),
    /** The header block exceeds its limits of bytes or lines. */
    HEADERS_TOO_LARGE(431, "header block too large"),
    /** HTTP, but neither 1.0 nor 1.1. */
    VERSION(505, "unsupported protocol version"),
    /** An expectation other than {@code 100-continue}. */
    EXPECTATION(417, "unsupported expectation"),
    /** The head did not arrive in time. */
    SLOW_HEAD(408, "request head took too long");

    private final int status;
    private final String message;

    Malformed(int status, String message) {
        this.status = status;
        this.message = message;
    }

    /** The status for a client that sent it. */
    public int status() {
        return status;
    }

    public String message() {
        return message;
    }
}
