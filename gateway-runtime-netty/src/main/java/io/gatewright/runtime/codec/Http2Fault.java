package io.gatewright.runtime.codec;

import io.netty.handler.codec.http2.Http2Error;

/**
 * A peer broke a rule of HTTP/2 (RFC 9113, 5.4): on one stream, or for the whole connection. Has no stack trace: peers can
 * make us throw it as often as they like.
 */
final class Http2Fault extends Exception {
    private static final long serialVersionUID = 1L;
    private final Http2Error code;
    private final int stream;

    private Http2Fault(int stream, Http2Error code, String message) {
        super(message, null, false, false);
        this.stream = stream;
        this.code = code;
    }

    /** The connection cannot go on. */
    static Http2Fault of(Http2Error code, String message) {
        return new Http2Fault(0, code, message);
    }

    /** Only the stream cannot. */
    static Http2Fault of(int stream, Http2Error code, String message) {
        return new Http2Fault(stream, code, message);
    }

    Http2Error code() {
        return code;
    }

    /** The stream; 0 for the connection. */
    int stream() {
        return stream;
    }
}
