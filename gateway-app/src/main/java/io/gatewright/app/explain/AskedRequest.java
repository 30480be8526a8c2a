package io.gatewright.app.explain;

import io.gatewright.semantics.decide.LocalReply;
import io.gatewright.semantics.decide.ReplyReason;
import io.gatewright.semantics.match.Authority;
import io.gatewright.semantics.match.Parsed;
import io.gatewright.semantics.match.RequestHead;
import io.gatewright.semantics.match.RequestTarget;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A request or a connection that somebody asks about, as they would give it to curl.
 *
 * @param method as sent, {@code GET} for example
 * @param url absolute, {@code http} or {@code https} (or {@code ws}, {@code wss}); its port is the declared one of a
 *     listener, 80 or 443 if it names none. Or a connection: {@code tls://server.name:port} (443 if it names none),
 *     {@code tcp://:port}, {@code udp://:port}
 * @param headers lines {@code name: value}; {@code Host} replaces the host of the URL, which stays the TLS server name
 */
public record AskedRequest(String method, String url, List<HeaderLine> headers) {
    private static final int HTTP = 80;
    private static final int HTTPS = 443;

    /** @throws IllegalArgumentException for a connection that cannot be understood, with a sentence for people */
    public AskedRequest {
        headers = List.copyOf(headers);
        if (Connecting.asked(url)) {
            Connecting.of(url);
            if (!headers.isEmpty()) {
                throw new IllegalArgumentException("headers belong to `http` and `https`, not to `" + url + "`");
            }
        }
    }

    /** One header. */
    public record HeaderLine(String name, String value) {
        /**
         * Reads {@code name: value}.
         *
         * @throws IllegalArgumentException with a sentence for people
         */
        public static HeaderLine parse(String line) {
            int colon = line.indexOf(':');
            if (colon <= 0) {
                throw new IllegalArgumentException("header `" + line + "`: expected `name: value`");
            }
            return new HeaderLine(
                    line.substring(0, colon).strip(), line.substring(colon + 1).strip());
        }
    }

    /** How a gateway would read the request. */
    sealed interface Read {}

    /**
     * Readable.
     *
     * @param head normalised
     * @param tls whether it comes over TLS
     * @param serverName of the URL: what the ClientHello would name
     * @param port of the listener
     */
    record Arrived(RequestHead head, ExplainedHead out, boolean tls, String serverName, int port) implements Read {}

    /** Not readable: what the gateway answers. */
    record Unreadable(LocalReply reply) implements Read {}

    /** What is spoken below HTTP. */
    enum Scheme {
        TLS,
        TCP,
        UDP
    }

    /**
     * A connection, or datagrams, without HTTP.
     *
     * @param serverName what the ClientHello would name: none for an address, as TLS has it; null for TCP and UDP too
     * @param port of the listener
     */
    record Connecting(Scheme scheme, @Nullable String serverName, int port) implements Read {
        private static final Pattern URL = Pattern.compile("(?i)(tls|tcp|udp)://(.*?)/?");
        private static final Pattern ADDRESS = Pattern.compile("\\[.*|[0-9.]+");

        static boolean asked(String url) {
            return URL.matcher(url).matches();
        }

        static Connecting of(String url) {
            Matcher matcher = URL.matcher(url);
            if (!matcher.matches()) {
                throw new IllegalArgumentException("`" + url + "`: expected `tls://`, `tcp://` or `udp://`");
            }
            Scheme scheme = Scheme.valueOf(matcher.group(1).toUpperCase(Locale.ROOT));
            String rest = matcher.group(2);
            boolean named = !rest.startsWith(":");
            Parsed<Authority> parsed = Authority.parse(named ? rest : "any" + rest);
            Authority authority = parsed.orNull();
            if (authority == null) {
                throw new IllegalArgumentException("`" + url + "`: " + parsed.refusal() + ": expected `"
                        + matcher.group(1) + "://host:port`, without a path");
            }
            if (authority.port() == Authority.NO_PORT && scheme != Scheme.TLS) {
                throw new IllegalArgumentException(
                        "`" + url + "`: expected a port, as in `" + matcher.group(1) + "://:7000`");
            }
            boolean name = named && !ADDRESS.matcher(authority.host()).matches();
            return new Connecting(
                    scheme,
                    scheme == Scheme.TLS && name ? authority.host() : null,
                    authority.port() == Authority.NO_PORT ? HTTPS : authority.port());
        }
    }

    /** Whether this reads as a URL rather than as a path of a file. */
    public static boolean isUrl(String text) {
        return text.matches("(?i)(https?|wss?|tls|tcp|udp)://.*");
    }

    /** Whether it is about a connection or about datagrams, and not about HTTP. */
    public boolean stream() {
        return Connecting.asked(url);
    }

    /** Whether it is about datagrams. */
    public boolean udp() {
        return stream() && Connecting.of(url).scheme() == Scheme.UDP;
    }

    /** The port that the URL leads to, declared or 80 or 443; empty if it is no URL. */
    public OptionalInt port() {
        Read read = read();
        if (read instanceof Connecting connecting) {
            return OptionalInt.of(connecting.port());
        }
        return read instanceof Arrived arrived ? OptionalInt.of(arrived.port()) : OptionalInt.empty();
    }

    /** Reads it with the gateway's own parsers. */
    Read read() {
        if (stream()) {
            return Connecting.of(url);
        }
        String raw = raw();
        Parsed<RequestTarget> parsed = RequestTarget.parse(method, raw);
        RequestTarget target = parsed.orNull();
        if (target == null) {
            return refused(ReplyReason.BAD_PATH, parsed);
        }
        String urlAuthority = String.valueOf(target.authority());
        Parsed<Authority> server = Authority.parse(urlAuthority);
        Authority serverAuthority = server.orNull();
        if (serverAuthority == null) {
            return refused(ReplyReason.BAD_HOST, server);
        }
        String hostLine = first("host");
        Parsed<Authority> host = hostLine == null ? server : Authority.parse(hostLine);
        Authority hostAuthority = host.orNull();
        if (hostAuthority == null) {
            return refused(ReplyReason.BAD_HOST, host);
        }
        boolean tls = "https".equals(target.scheme());
        int usual = tls ? HTTPS : HTTP;
        int port = serverAuthority.port() == Authority.NO_PORT ? usual : serverAuthority.port();
        String authority = hostLine == null ? urlAuthority : hostLine;
        ExplainedHead out = ExplainedHead.of(method, authority, target.path(), target.query(), headers);
        RequestHead head = new RequestHead(
                method,
                tls ? "https" : "http",
                hostAuthority.host(),
                authority,
                target.path(),
                target.query(),
                out.copy());
        return new Arrived(head, out, tls, serverAuthority.host(), port);
    }

    private static Unreadable refused(ReplyReason reason, Parsed<?> parsed) {
        return new Unreadable(LocalReply.of(reason, String.valueOf(parsed.refusal())));
    }

    /** The absolute form of the target, as a client would send it, except that dot segments stay. */
    private String raw() {
        String plain = url.replaceFirst("(?i)^ws", "http").replaceFirst("#.*", "");
        // bytes outside ASCII as UTF-8, one character each, which the parser escapes
        String raw = new String(plain.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        int pathStart = raw.indexOf('/', raw.indexOf("://") + 3);
        int queryStart = raw.indexOf('?');
        if (pathStart < 0 || (queryStart >= 0 && queryStart < pathStart)) {
            int at = queryStart < 0 ? raw.length() : queryStart;
            raw = raw.substring(0, at) + "/" + raw.substring(at);
        }
        return raw;
    }

    private @Nullable String first(String name) {
        for (HeaderLine line : headers) {
            if (line.name().equalsIgnoreCase(name)) {
                return line.value();
            }
        }
        return null;
    }
}
