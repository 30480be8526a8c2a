package io.gatewright.runtime.codec;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.util.AsciiString;

/**
 * Where an HTTP/1 message ends: a length, or one of the two other ways. Anything that two readers could understand
 * differently is refused (RFC 9112, 6.3, without its tolerances).
 */
final class Framing {
    static final long CHUNKED = -1;
    static final long UNTIL_CLOSE = -2;
    private static final int MAX_DIGITS = 18;

    private Framing() {}

    static long ofRequest(FlatHeaders headers, boolean http10) throws MalformedException {
        long declared = declared(headers, http10);
        return declared == UNTIL_CLOSE ? 0 : declared;
    }

    /** @param bodiless true for an answer to HEAD */
    static long ofResponse(FlatHeaders headers, boolean http10, int status, boolean bodiless)
            throws MalformedException {
        long declared = declared(headers, http10);
        boolean none = bodiless || status < 200 || status == 204 || status == 304;
        return none ? 0 : declared;
    }

    /** Takes Transfer-Encoding off, since it belongs to the connection. */
    private static long declared(FlatHeaders headers, boolean http10) throws MalformedException {
        CharSequence coding = headers.first(HttpHeaderNames.TRANSFER_ENCODING);
        CharSequence length = headers.first(HttpHeaderNames.CONTENT_LENGTH);
        if (coding != null) {
            if (http10
                    || length != null
                    || headers.repeated(HttpHeaderNames.TRANSFER_ENCODING)
                    || !AsciiString.contentEqualsIgnoreCase("chunked", coding)) {
                throw new MalformedException(Malformed.FRAMING);
            }
            headers.remove(HttpHeaderNames.TRANSFER_ENCODING);
            return CHUNKED;
        }
        if (length == null) {
            return UNTIL_CLOSE;
        }
        if (headers.repeated(HttpHeaderNames.CONTENT_LENGTH)) {
            throw new MalformedException(Malformed.FRAMING);
        }
        return length(length);
    }

    /** Digits only: no sign, no list, no space. */
    static long length(CharSequence text) throws MalformedException {
        long value = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9' || i == MAX_DIGITS) {
                throw new MalformedException(Malformed.FRAMING);
            }
            value = value * 10 + c - '0';
        }
        if (text.length() == 0) {
            throw new MalformedException(Malformed.FRAMING);
        }
        return value;
    }
}
