package io.gatewright.runtime.codec;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Headers that belong to one connection (RFC 9110, 7.6.1): read, then taken off. */
final class HopByHop {
    static final AsciiString HTTP2_SETTINGS = AsciiString.cached("http2-settings");

    private static final List<AsciiString> ALWAYS = List.of(
            HttpHeaderNames.CONNECTION,
            AsciiString.cached("keep-alive"),
            HttpHeaderNames.PROXY_AUTHENTICATE,
            HttpHeaderNames.PROXY_AUTHORIZATION,
            AsciiString.cached("proxy-connection"),
            HttpHeaderNames.TRANSFER_ENCODING,
            HttpHeaderNames.UPGRADE,
            HTTP2_SETTINGS);

    /** What Connection may not name: stripping these would change what the message means or who sent it. */
    private static final Set<String> KEPT = Set.of(
            "host",
            "content-length",
            "content-type",
            "content-encoding",
            "authorization",
            "cookie",
            "set-cookie",
            "forwarded",
            "via",
            "expect",
            "te",
            "trailer",
            "date",
            "x-real-ip",
            "x-request-id",
            "traceparent",
            "tracestate",
            "gatewright-reason");

    /** What a Connection header said. */
    record Options(boolean close, boolean keepAlive, boolean upgrade) {
        static final Options NONE = new Options(false, false, false);
    }

    private HopByHop() {}

    /**
     * Whether a client may ask for this protocol, in lower case. HTTP itself, or TLS, inside a tunnel would carry requests
     * past every rule.
     */
    static boolean switchable(String protocol) {
        return !protocol.equals("h2c")
                && !protocol.equals("h2")
                && !protocol.startsWith("http/")
                && !protocol.startsWith("tls/");
    }

    static Options strip(HttpHeaders headers) {
        Options options = Options.NONE;
        if (headers.contains(HttpHeaderNames.CONNECTION)) {
            options = named(headers);
        }
        for (AsciiString name : ALWAYS) {
            headers.remove(name);
        }
        keepTrailersOnly(headers);
        return options;
    }

    private static Options named(HttpHeaders headers) {
        boolean close = false;
        boolean keepAlive = false;
        boolean upgrade = false;
        Set<String> named = new HashSet<>();
        for (String line : headers.getAll(HttpHeaderNames.CONNECTION)) {
            for (String part : line.split(",", -1)) {
                String name = part.trim().toLowerCase(Locale.ROOT);
                switch (name) {
                    case "close" -> close = true;
                    case "keep-alive" -> keepAlive = true;
                    case "upgrade" -> upgrade = true;
                    default -> {
                        if (!name.isEmpty() && !KEPT.contains(name) && !name.startsWith("x-forwarded-")) {
                            named.add(name);
                        }
                    }
                }
            }
        }
        remove(headers, named);
        return new Options(close, keepAlive, upgrade);
    }

    /** A header line may name thousands: to look for each among all fields would cost as many times as much as to read it. */
    private static void remove(HttpHeaders headers, Set<String> named) {
        if (named.isEmpty()) {
            return;
        }
        for (String name : headers.names()) {
            if (named.contains(name.toLowerCase(Locale.ROOT))) {
                headers.remove(name);
            }
        }
    }

    /** {@code te: trailers} goes on (gRPC needs it); other transfer codings end here. */
    private static void keepTrailersOnly(HttpHeaders headers) {
        if (headers.contains(HttpHeaderNames.TE)) {
            boolean trailers = headers.containsValue(HttpHeaderNames.TE, "trailers", true);
            headers.remove(HttpHeaderNames.TE);
            if (trailers) {
                headers.set(HttpHeaderNames.TE, "trailers");
            }
        }
    }
}
