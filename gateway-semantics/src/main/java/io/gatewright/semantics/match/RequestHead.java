package io.gatewright.semantics.match;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The head of a request as decisions see it: normalised, and unchanged by filters. Used by one thread; what is derived
 * from it is computed when first asked for.
 */
public final class RequestHead {
    private static final String GRPC = "application/grpc";

    private final String method;
    private final String scheme;
    private final String host;
    private final String authority;
    private final String path;
    private final @Nullable String query;
    private final Headers headers;

    private @Nullable Boolean grpc;
    private @Nullable Map<String, String> parameters;

    /**
     * A head.
     *
     * @param scheme of the listener, {@code http} or {@code https}: never from a header
     * @param host {@link Authority#host()}
     * @param authority as sent, with port
     * @param path {@link RequestTarget#path()}
     * @param query {@link RequestTarget#query()}
     */
    public RequestHead(
            String method,
            String scheme,
            String host,
            String authority,
            String path,
            @Nullable String query,
            Headers headers) {
        this.method = method;
        this.scheme = scheme;
        this.host = host;
        this.authority = authority;
        this.path = path;
        this.query = query;
        this.headers = headers;
    }

    public String method() {
        return method;
    }

    /** {@code http} or {@code https}. */
    public String scheme() {
        return scheme;
    }

    /** Lower-case, without port and trailing dot. */
    public String host() {
        return host;
    }

    /** The host as sent. */
    public String authority() {
        return authority;
    }

    /** Normalised, starting with a slash; {@code *} for the asterisk form. */
    public String path() {
        return path;
    }

    /** Raw; null if there is none. */
    public @Nullable String query() {
        return query;
    }

    public Headers headers() {
        return headers;
    }

    /** Whether this is a gRPC request: {@code content-type: application/grpc}, with or without {@code +proto} and such. */
    public boolean grpc() {
        Boolean known = grpc;
        if (known == null) {
            known = isGrpc(headers.first("content-type"));
            grpc = known;
        }
        return known;
    }

    private static boolean isGrpc(@Nullable CharSequence type) {
        if (type == null || type.length() < GRPC.length()) {
            return false;
        }
        for (int i = 0; i < GRPC.length(); i++) {
            if ((type.charAt(i) | 0x20) != (GRPC.charAt(i) | 0x20)) {
                return false;
            }
        }
        // application/grpc-web is something else: plain HTTP that its own filter would have to translate
        return type.length() == GRPC.length() || "+; ".indexOf(type.charAt(GRPC.length())) >= 0;
    }

    /**
     * The decoded value of a query parameter, or null if it is absent. Of repeated parameters the first counts
     * ({@code HTTPQueryParamMatch.name}). A parameter without {@code =} has the empty value.
     */
    public @Nullable String parameter(String name) {
        if (query == null || query.isEmpty()) {
            return null;
        }
        Map<String, String> known = parameters;
        if (known == null) {
            known = parse(query);
            parameters = known;
        }
        return known.get(name);
    }

    private static Map<String, String> parse(String query) {
        Map<String, String> found = new HashMap<>();
        int start = 0;
        while (start <= query.length()) {
            int end = query.indexOf('&', start);
            if (end < 0) {
                end = query.length();
            }
            if (end > start) {
                int equals = query.indexOf('=', start);
                int nameEnd = equals < 0 || equals > end ? end : equals;
                String value = nameEnd == end ? "" : decode(query, nameEnd + 1, end);
                found.putIfAbsent(decode(query, start, nameEnd), value);
            }
            start = end + 1;
        }
        return found;
    }

    /** Form decoding; what is no escape stays as it is. */
    private static String decode(String text, int start, int end) {
        int at = start;
        while (at < end && text.charAt(at) != '%' && text.charAt(at) != '+') {
            at++;
        }
        if (at == end) {
            return text.substring(start, end);
        }
        byte[] bytes = new byte[end - start];
        int length = 0;
        for (at = start; at < end; at++) {
            char c = text.charAt(at);
            int escape = c == '%' ? PathNormal.escape(text, at, end) : -1;
            if (escape >= 0) {
                bytes[length++] = (byte) escape;
                at += 2;
            } else {
                bytes[length++] = (byte) (c == '+' ? ' ' : c);
            }
        }
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }
}
