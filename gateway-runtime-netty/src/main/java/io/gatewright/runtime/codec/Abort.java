package io.gatewright.runtime.codec;

import io.netty.handler.codec.http2.Http2Error;

/** Why a stream ended before its message did. In HTTP/1 every one of them closes the connection. */
public enum Abort {
    /** Nobody waits for it any more. */
    CANCEL(Http2Error.CANCEL),
    /** Not processed at all: it may be sent again elsewhere. */
    REFUSED(Http2Error.REFUSED_STREAM),
    /** The peer broke the rules. */
    PROTOCOL(Http2Error.PROTOCOL_ERROR),
    /** The other half of the exchange failed. */
    INTERNAL(Http2Error.INTERNAL_ERROR),
    /** The peer sends or asks too much. */
    CALM(Http2Error.ENHANCE_YOUR_CALM),
    /** The answer is complete; the rest of the request is not wanted. */
    NOT_WANTED(Http2Error.NO_ERROR),
    /** The connection is gone. Only ever received. */
    CLOSED(Http2Error.INTERNAL_ERROR);

    private final Http2Error code;

    Abort(Http2Error code) {
        this.code = code;
    }

    public Http2Error code() {
        return code;
    }

    static Abort of(long http2Code) {
        if (http2Code == Http2Error.REFUSED_STREAM.code()) {
            return REFUSED;
        }
        if (http2Code == Http2Error.CANCEL.code()) {
            return CANCEL;
        }
        if (http2Code == Http2Error.NO_ERROR.code()) {
            return NOT_WANTED;
        }
        return http2Code == Http2Error.PROTOCOL_ERROR.code() ? PROTOCOL : INTERNAL;
    }
}
