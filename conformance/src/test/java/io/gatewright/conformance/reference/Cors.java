package io.gatewright.conformance.reference;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** HTTPCORSFilter (GEP-1767). */
final class Cors {
    private Cors() {}

    /** The answer to a preflight request, or nothing after the response's headers were set. */
    static Optional<Filtering.Reply> judge(Node cors, Asked asked, Map<String, List<String>> response) {
        String origin = first(asked, "origin");
        if (origin.isEmpty()) {
            return Optional.empty();
        }
        boolean preflight = asked.method().equals("OPTIONS")
                && !first(asked, "access-control-request-method").isEmpty();
        boolean credentials = cors.flag("allowCredentials");
        // "null" is the origin of whoever hides his own: a star may include it, but never with credentials
        boolean nobody = origin.equals("null") && credentials;
        boolean allowed = !nobody && cors.texts("allowOrigins").stream().anyMatch(pattern -> takes(pattern, origin));
        Map<String, List<String>> headers = new LinkedHashMap<>();
        if (credentials || !cors.texts("allowOrigins").contains("*")) {
            // Fetch, 3.3.5: an answer that names one origin is not for the others
            headers.put("vary", List.of("Origin"));
        }
        if (allowed) {
            boolean anyone = cors.texts("allowOrigins").contains("*") && !credentials;
            headers.put("access-control-allow-origin", List.of(anyone ? "*" : origin));
            if (credentials) {
                headers.put("access-control-allow-credentials", List.of("true"));
            }
            list(cors.texts("exposeHeaders"), credentials, "")
                    .ifPresent(value -> headers.put("access-control-expose-headers", List.of(value)));
        }
        if (!preflight) {
            response.putAll(headers);
            return Optional.empty();
        }
        if (allowed) {
            list(cors.texts("allowMethods"), credentials, first(asked, "access-control-request-method"))
                    .ifPresent(value -> headers.put("access-control-allow-methods", List.of(value)));
            list(cors.texts("allowHeaders"), credentials, first(asked, "access-control-request-headers"))
                    .ifPresent(value -> headers.put("access-control-allow-headers", List.of(value)));
            headers.put("access-control-max-age", List.of(String.valueOf(cors.number("maxAge", 5))));
        }
        // the API leaves open what a stranger gets, as long as no header lets him in
        return Optional.of(
                allowed
                        ? new Filtering.Reply(204, "cors_preflight", headers)
                        : new Filtering.Reply(403, "cors_refused", headers));
    }

    /** "*" together with credentials is answered by what was asked for, never by itself. */
    private static Optional<String> list(List<String> configured, boolean credentials, String requested) {
        if (configured.isEmpty()) {
            return Optional.empty();
        }
        if (configured.contains("*") && credentials) {
            return requested.isEmpty() ? Optional.empty() : Optional.of(requested);
        }
        return Optional.of(String.join(", ", configured));
    }

    private static String first(Asked asked, String name) {
        List<String> lines = asked.headers().getOrDefault(name, List.of());
        return lines.isEmpty() ? "" : lines.get(0);
    }

    /** Scheme, host and port must all fit; a missing port is the scheme's own. */
    private static boolean takes(String pattern, String origin) {
        if (pattern.equals("*")) {
            return true;
        }
        List<String> wanted = parts(pattern);
        List<String> got = parts(origin);
        return wanted.size() == 3
                && got.size() == 3
                && wanted.get(0).equals(got.get(0))
                // "a wildcard by itself matches all hosts"
                && (wanted.get(1).equals("*") || Hosts.takes(wanted.get(1), got.get(1)))
                && wanted.get(2).equals(got.get(2));
    }

    private static List<String> parts(String origin) {
        String lower = origin.toLowerCase(Locale.ROOT);
        int scheme = lower.indexOf("://");
        if (scheme < 0) {
            return List.of();
        }
        String host = lower.substring(scheme + 3);
        int colon = host.lastIndexOf(':');
        List<String> parts = new ArrayList<>(List.of(lower.substring(0, scheme)));
        parts.add(colon < 0 ? host : host.substring(0, colon));
        parts.add(colon < 0 ? (parts.get(0).equals("https") ? "443" : "80") : host.substring(colon + 1));
        return parts;
    }
}
