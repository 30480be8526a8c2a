package io.gatewright.runtime.codec;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Translates HTTP/2 header blocks to and from the neutral form. {@link HeaderFields} has judged each field; here is judged
 * what a message must have (RFC 9113, 8.3). What it must have is refused with an answer, so it is no {@link Http2Fault}.
 */
final class Http2Heads {
    static final AsciiString METHOD = Http2Headers.PseudoHeaderName.METHOD.value();
    static final AsciiString SCHEME = Http2Headers.PseudoHeaderName.SCHEME.value();
    static final AsciiString PATH = Http2Headers.PseudoHeaderName.PATH.value();
    static final AsciiString AUTHORITY = Http2Headers.PseudoHeaderName.AUTHORITY.value();
    static final AsciiString PROTOCOL = Http2Headers.PseudoHeaderName.PROTOCOL.value();
    static final AsciiString STATUS = Http2Headers.PseudoHeaderName.STATUS.value();
    private static final AsciiString OK = AsciiString.cached("200");
    private static final AsciiString CONNECT = AsciiString.cached("CONNECT");

    private Http2Heads() {}

    /** @param scheme that of the connection */
    static RequestStart request(HeaderFields block, String scheme, int firstLine) throws MalformedException {
        if (block.tooLarge()) {
            throw new MalformedException(Malformed.HEADERS_TOO_LARGE);
        }
        CharSequence method = required(block.method);
        CharSequence protocol = block.protocol;
        FlatHeaders headers = block.headers();
        boolean connect = CONNECT.contentEquals(method);
        if (connect && protocol == null) {
            // a plain CONNECT has no path; the exchange refuses its method
            return new RequestStart("CONNECT", scheme, text(block.authority), "/", headers);
        }
        String target = required(block.path).toString();
        if (target.length() > firstLine) {
            throw new MalformedException(Malformed.FIRST_LINE_TOO_LONG);
        }
        required(block.scheme);
        if (!targetGood(target) || !Chars.isToken(method) || protocol != null && !connect) {
            throw new MalformedException(Malformed.FIRST_LINE);
        }
        String authority = authority(text(block.authority), headers);
        RequestStart start = new RequestStart(connect ? "GET" : method.toString(), scheme, authority, target, headers);
        if (protocol != null) {
            if (!Chars.isToken(protocol)) {
                throw new MalformedException(Malformed.FIRST_LINE);
            }
            String wanted = protocol.toString().toLowerCase(Locale.ROOT);
            if (!HopByHop.switchable(wanted)) {
                throw new MalformedException(Malformed.FIRST_LINE);
            }
            start.upgrade(wanted);
        }
        headers.remove(HttpHeaderNames.EXPECT);
        headers.remove(HopByHop.HTTP2_SETTINGS);
        return start;
    }

    private static boolean targetGood(String target) {
        for (int i = 0; i < target.length(); i++) {
            char c = target.charAt(i);
            if (c <= 0x20 || c >= 0x7f) {
                return false;
            }
        }
        return !target.isEmpty();
    }

    private static String authority(@Nullable String authority, FlatHeaders headers) throws MalformedException {
        CharSequence host = headers.first(HttpHeaderNames.HOST);
        if (host == null) {
            if (authority == null) {
                throw new MalformedException(Malformed.HOST);
            }
            return authority;
        }
        if (headers.repeated(HttpHeaderNames.HOST)) {
            throw new MalformedException(Malformed.HOST);
        }
        headers.remove(HttpHeaderNames.HOST);
        if (authority == null) {
            return host.toString();
        }
        if (!AsciiString.contentEqualsIgnoreCase(host, authority)) {
            throw new MalformedException(Malformed.HOST);
        }
        return authority;
    }

    /** @param tunnel what was asked is an extended CONNECT */
    static ResponseStart response(HeaderFields block, boolean tunnel) throws MalformedException {
        if (block.tooLarge()) {
            throw new MalformedException(Malformed.HEADERS_TOO_LARGE);
        }
        CharSequence text = required(block.status);
        long status = text.length() == 3 ? Framing.length(text) : 0;
        if (status < 100 || status > 599 || status == 101) {
            throw new MalformedException(Malformed.FIRST_LINE);
        }
        boolean switched = tunnel && status / 100 == 2;
        return new ResponseStart(switched ? 101 : (int) status, block.headers());
    }

    static HttpHeaders trailers(HeaderFields block) throws MalformedException {
        if (block.tooLarge() || block.broken() != null || block.pseudo()) {
            throw new MalformedException(Malformed.FRAMING);
        }
        HttpHeaders trailers = block.headers();
        if (trailers.contains(HttpHeaderNames.CONTENT_LENGTH) || trailers.contains(HttpHeaderNames.HOST)) {
            throw new MalformedException(Malformed.FRAMING);
        }
        return trailers;
    }

    /** @throws IllegalArgumentException if something may not be sent; nothing was then */
    static void encode(RequestStart head, HeaderEncoder to) {
        String upgrade = head.upgrade();
        to.begin();
        to.pseudo(METHOD, upgrade == null ? head.method() : CONNECT);
        to.pseudo(SCHEME, head.scheme());
        to.pseudo(PATH, head.target());
        String authority = head.authority();
        if (authority != null) {
            to.pseudo(AUTHORITY, authority);
        }
        if (upgrade != null) {
            to.pseudo(PROTOCOL, upgrade);
        }
        to.fields(head.headers());
    }

    /** @throws IllegalArgumentException if something may not be sent; nothing was then */
    static void encode(ResponseStart head, HeaderEncoder to) {
        to.begin();
        to.pseudo(STATUS, head.switching() || head.status() == 200 ? OK : Integer.toString(head.status()));
        to.fields(head.headers());
    }

    /** @throws IllegalArgumentException if something may not be sent; nothing was then */
    static void encode(HttpHeaders trailers, HeaderEncoder to) {
        to.begin();
        to.fields(trailers);
    }

    private static CharSequence required(@Nullable CharSequence pseudo) throws MalformedException {
        if (pseudo == null || pseudo.length() == 0) {
            throw new MalformedException(Malformed.FIRST_LINE);
        }
        return pseudo;
    }

    private static @Nullable String text(@Nullable CharSequence value) {
        return value == null ? null : value.toString();
    }
}
