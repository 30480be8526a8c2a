package io.gatewright.runtime.codec;

/** Where in the stream of a client's HTTP/1 requests the next byte belongs. */
enum In {
    /** Between requests, or inside a head. */
    HEAD,
    /** Inside a request body that the exchange reads. */
    BODY,
    /** The request is complete, the answer is not. */
    WHOLE,
    /** Inside a request body that nobody reads. */
    DISCARD,
    TUNNEL,
    /** Closing: listening only so that the answer arrives. */
    LINGER,
    CLOSED
}
