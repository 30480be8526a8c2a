package io.gatewright.semantics.match;

import org.jspecify.annotations.Nullable;

/**
 * The target of a request, normalised once: what is matched is what is forwarded.
 *
 * <p>In the path, escapes of unreserved characters are decoded once (RFC 3986 6.2.2.2), other escapes get upper-case
 * digits, bytes outside ASCII are escaped, and repeated slashes become one. Refused is what backends read in different
 * ways: an escaped slash, backslash, NUL, {@code ?} or {@code #} or other control character, a literal backslash, control
 * characters, a fragment, dot segments (plain, escaped, or with parameters such as {@code ..;}). The query stays as it
 * came.
 *
 * @param scheme of an absolute target, in lower case; null for the usual origin form
 * @param authority of an absolute target as sent; null for the origin form
 * @param path normalised, starting with {@code /}; {@code *} for the asterisk form
 * @param query without its {@code ?}; null if there is none, empty if it is empty
 */
public record RequestTarget(
        @Nullable String scheme,
        @Nullable String authority,
        String path,
        @Nullable String query) {

    /**
     * Reads a request target. Never throws.
     *
     * @param method decides whether {@code *} is acceptable: only with {@code OPTIONS}
     * @param raw the target of the request line or the {@code :path} of HTTP/2, one character per byte
     */
    public static Parsed<RequestTarget> parse(String method, String raw) {
        if (raw.isEmpty()) {
            return refused("empty request target");
        }
        if (raw.equals("*")) {
            return method.equals("OPTIONS")
                    ? new Parsed.Valid<>(new RequestTarget(null, null, "*", null))
                    : refused("request target `*` is for OPTIONS only");
        }
        if (raw.charAt(0) == '/') {
            return withPath(null, null, raw, 0);
        }
        return absolute(method, raw);
    }

    private static Parsed<RequestTarget> absolute(String method, String raw) {
        String scheme;
        if (raw.regionMatches(true, 0, "http://", 0, 7)) {
            scheme = "http";
        } else if (raw.regionMatches(true, 0, "https://", 0, 8)) {
            scheme = "https";
        } else {
            return refused("request target must start with `/`");
        }
        int start = scheme.length() + 3;
        int end = start;
        while (end < raw.length() && "/?#".indexOf(raw.charAt(end)) < 0) {
            end++;
        }
        if (end == start) {
            return refused("request target without host");
        }
        String authority = raw.substring(start, end);
        if (end == raw.length() && method.equals("OPTIONS")) {
            // RFC 9112 3.2.4: an absolute target without path and query is what a proxy received for `*`
            return new Parsed.Valid<>(new RequestTarget(scheme, authority, "*", null));
        }
        return withPath(scheme, authority, raw, end);
    }

    private static Parsed<RequestTarget> withPath(
            @Nullable String scheme, @Nullable String authority, String raw, int start) {
        int question = raw.indexOf('?', start);
        int end = question < 0 ? raw.length() : question;
        Parsed<String> path = PathNormal.path(raw, start, end);
        String normal = path.orNull();
        if (normal == null) {
            return refused(String.valueOf(path.refusal()));
        }
        String query = null;
        if (question >= 0) {
            query = PathNormal.query(raw, question + 1);
            if (query == null) {
                return refused("control character, space or fragment in the query");
            }
        }
        return new Parsed.Valid<>(new RequestTarget(scheme, authority, normal, query));
    }

    private static Parsed<RequestTarget> refused(String message) {
        return new Parsed.Refused<>(message);
    }
}
