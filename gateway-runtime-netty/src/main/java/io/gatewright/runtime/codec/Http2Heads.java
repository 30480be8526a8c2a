package io.gatewright.runtime.codec;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Translates HTTP/2 header blocks to and from the neutral form. Netty has already refused upper case, connection headers,
 * misplaced and missing pseudo headers; what is left to judge is judged here (RFC 9113, 8.2 and 8.3).
 */
final class Http2Heads {
    private static final AsciiString PROTOCOL = Http2Headers.PseudoHeaderName.PROTOCOL.value();
    private static final AsciiString CONNECT = AsciiString.cached("CONNECT");

    private Http2Heads() {}

    /** @param scheme that of the connection; what the client claims must agree */
    static RequestStart request(Http2Headers block, String scheme, HeadLimits limits) throws MalformedException {
        CharSequence method = required(block.method());
        CharSequence protocol = block.get(PROTOCOL);
        boolean connect = CONNECT.contentEquals(method);
        if (connect && protocol == null) {
            // a plain CONNECT has no path; the exchange refuses its method
            return new RequestStart("CONNECT", scheme, text(block.authority()), "/", plain(block, limits));
        }
        String target = required(block.path()).toString();
        if (target.length() > limits.firstLine()) {
            throw new MalformedException(Malformed.FIRST_LINE_TOO_LONG);
        }
        if (!targetGood(target) || !Chars.isToken(method) || protocol != null && !connect) {
            throw new MalformedException(Malformed.FIRST_LINE);
        }
        HttpHeaders headers = plain(block, limits);
        String authority = authority(text(block.authority()), headers);
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

    private static String authority(@Nullable String authority, HttpHeaders headers) throws MalformedException {
        java.util.List<String> hosts = headers.getAll(HttpHeaderNames.HOST);
        headers.remove(HttpHeaderNames.HOST);
        if (hosts.size() > 1 || authority == null && hosts.isEmpty()) {
            throw new MalformedException(Malformed.HOST);
        }
        if (authority == null) {
            return hosts.get(0);
        }
        if (!hosts.isEmpty() && !hosts.get(0).equalsIgnoreCase(authority)) {
            throw new MalformedException(Malformed.HOST);
        }
        return authority;
    }

    static ResponseStart response(Http2Headers block, HeadLimits limits, boolean tunnel) throws MalformedException {
        CharSequence text = required(block.status());
        long status = text.length() == 3 ? Framing.length(text) : 0;
        if (status < 100 || status > 599 || status == 101) {
            throw new MalformedException(Malformed.FIRST_LINE);
        }
        HttpHeaders headers = plain(block, limits);
        boolean switched = tunnel && status / 100 == 2;
        return new ResponseStart(switched ? 101 : (int) status, headers);
    }

    static HttpHeaders trailers(Http2Headers block, HeadLimits limits) throws MalformedException {
        HttpHeaders trailers = plain(block, limits);
        if (trailers.contains(HttpHeaderNames.CONTENT_LENGTH) || trailers.contains(HttpHeaderNames.HOST)) {
            throw new MalformedException(Malformed.FRAMING);
        }
        return trailers;
    }

    /** The fields that are not pseudo headers, checked; crumbs of a cookie become one again (RFC 9113, 8.2.3). */
    private static HttpHeaders plain(Http2Headers block, HeadLimits limits) throws MalformedException {
        if (block.size() > limits.fields()) {
            throw new MalformedException(Malformed.HEADERS_TOO_LARGE);
        }
        HttpHeaders headers = HeadDecoder.newHeaders();
        StringBuilder crumbs = null;
        for (Map.Entry<CharSequence, CharSequence> field : block) {
            CharSequence name = field.getKey();
            CharSequence value = field.getValue();
            if (name.length() > 0 && name.charAt(0) == ':') {
                continue;
            }
            if (!Chars.isToken(name) || !Chars.isFieldValue(value)) {
                throw new MalformedException(Malformed.HEADER);
            }
            if (HttpHeaderNames.COOKIE.contentEquals(name)) {
                crumbs = crumbs == null ? new StringBuilder() : crumbs.append("; ");
                crumbs.append(value);
            } else {
                headers.add(name, value);
            }
        }
        if (crumbs != null) {
            headers.set(HttpHeaderNames.COOKIE, crumbs.toString());
        }
        return headers;
    }

    static Http2Headers encode(RequestStart head) {
        DefaultHttp2Headers block =
                new DefaultHttp2Headers(false, head.headers().size() + 5);
        String upgrade = head.upgrade();
        block.method(upgrade == null ? head.method() : CONNECT)
                .scheme(head.scheme())
                .path(head.target());
        String authority = head.authority();
        if (authority != null) {
            block.authority(authority);
        }
        if (upgrade != null) {
            block.set(PROTOCOL, upgrade);
        }
        copy(head.headers(), block);
        return block;
    }

    static Http2Headers encode(ResponseStart head) {
        DefaultHttp2Headers block =
                new DefaultHttp2Headers(false, head.headers().size() + 1);
        block.status(head.switching() ? "200" : Integer.toString(head.status()));
        copy(head.headers(), block);
        return block;
    }

    static Http2Headers encode(HttpHeaders trailers) {
        DefaultHttp2Headers block = new DefaultHttp2Headers(false, trailers.size());
        copy(trailers, block);
        return block;
    }

    /** @throws IllegalArgumentException if a name or value may not be sent */
    private static void copy(HttpHeaders from, Http2Headers to) {
        if (from instanceof FlatHeaders flat) {
            for (int i = 0; i < flat.size(); i++) {
                copy(flat.name(i), flat.value(i), to);
            }
            return;
        }
        Iterator<Map.Entry<CharSequence, CharSequence>> entries = from.iteratorCharSequence();
        while (entries.hasNext()) {
            Map.Entry<CharSequence, CharSequence> entry = entries.next();
            copy(entry.getKey(), entry.getValue(), to);
        }
    }

    private static void copy(CharSequence name, CharSequence value, Http2Headers to) {
        if (!Chars.isToken(name) || !Chars.isFieldValue(value)) {
            throw new IllegalArgumentException("header holds characters that may not be sent");
        }
        to.add(AsciiString.of(name).toLowerCase(), value);
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
