package io.gatewright.conformance.reference;

import io.gatewright.conformance.kit.Answer;
import io.gatewright.conformance.kit.Row;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A request as it arrives.
 *
 * @param gatewayNamespace of the Gateway asked
 * @param gateway its name
 * @param port declared port asked
 * @param sni server name of its TLS connection; absent without TLS, empty without a name
 * @param grpc content type is gRPC's
 * @param method HTTP method
 * @param authority Host or :authority as sent; empty if there is none
 * @param path without query
 * @param query absent if there is no question mark
 * @param headers names in lower case
 */
record Asked(
        String gatewayNamespace,
        String gateway,
        int port,
        Optional<String> sni,
        boolean grpc,
        String method,
        String authority,
        String path,
        Optional<String> query,
        Map<String, List<String>> headers) {
    private static final Pattern DOTS = Pattern.compile("(\\.|%2[eE]){1,2}");
    private static final Pattern ESCAPE = Pattern.compile("%[0-9a-fA-F]{2}");

    static Asked of(String namespace, String gateway, int port, boolean secure, Row row) {
        String authority = row.authority().orElse("");
        String name = row.sni().orElse(authority.replaceFirst(":[0-9]*$", ""));
        int question = row.path().indexOf('?');
        boolean grpc = row.verb() == Row.Verb.GRPC;
        Map<String, List<String>> headers = Answer.lower(row.headers());
        if (grpc) {
            headers.put("content-type", List.of("application/grpc"));
        }
        return new Asked(
                namespace,
                gateway,
                port,
                secure ? Optional.of(name.equals("none") ? "" : name.toLowerCase(Locale.ROOT)) : Optional.empty(),
                grpc,
                grpc ? "POST" : row.method(),
                authority,
                question < 0 ? row.path() : row.path().substring(0, question),
                question < 0 ? Optional.empty() : Optional.of(row.path().substring(question + 1)),
                headers);
    }

    /** The host without port and root dot, in lower case. */
    String host() {
        String host = authority.toLowerCase(Locale.ROOT).replaceFirst(":[0-9]*$", "");
        return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    }

    /**
     * The path on which all readers agree: escapes of unreserved characters decoded, others in upper case, slashes merged.
     * Absent if there is none: dot segments, escaped separators, a broken escape.
     */
    Optional<String> normalPath() {
        if (path.equals("*") && method.equals("OPTIONS")) {
            return Optional.of(path);
        }
        if (!path.startsWith("/") || path.contains("\\") || path.contains("#")) {
            return Optional.empty();
        }
        StringBuilder normal = new StringBuilder();
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c < ' ' || c == 127) {
                return Optional.empty();
            }
            if (c != '%') {
                normal.append(c);
                continue;
            }
            if (i + 3 > path.length()
                    || !ESCAPE.matcher(path.substring(i, i + 3)).matches()) {
                return Optional.empty();
            }
            char decoded = (char) Integer.parseInt(path.substring(i + 1, i + 3), 16);
            if ("/\\?#\0".indexOf(decoded) >= 0 || decoded < ' ' || decoded == 127) {
                return Optional.empty();
            }
            boolean unreserved = decoded < 128 && (Character.isLetterOrDigit(decoded) || "-._~".indexOf(decoded) >= 0);
            normal.append(
                    unreserved
                            ? String.valueOf(decoded)
                            : path.substring(i, i + 3).toUpperCase(Locale.ROOT));
            i += 2;
        }
        for (String segment : path.split("/", -1)) {
            if (DOTS.matcher(segment).matches()) {
                return Optional.empty();
            }
        }
        return Optional.of(normal.toString().replaceAll("/{2,}", "/"));
    }

    /** Parameters decoded as forms are; of equal names the first one. */
    Map<String, String> parameters() {
        Map<String, String> first = new LinkedHashMap<>();
        for (String pair : query.orElse("").split("&")) {
            if (!pair.isEmpty()) {
                int equal = pair.indexOf('=');
                String name = equal < 0 ? pair : pair.substring(0, equal);
                first.putIfAbsent(decode(name), decode(equal < 0 ? "" : pair.substring(equal + 1)));
            }
        }
        return first;
    }

    private static String decode(String text) {
        try {
            return java.net.URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException broken) {
            return text;
        }
    }
}
