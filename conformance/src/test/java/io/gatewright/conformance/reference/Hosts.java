package io.gatewright.conformance.reference;

import java.util.Locale;
import java.util.Optional;

/** Hostnames: a name, or {@code *.} and a suffix of any depth, or empty for every host. */
final class Hosts {
    private Hosts() {}

    /** True if {@code pattern} takes the precise {@code host}. */
    static boolean takes(String pattern, String host) {
        String lower = pattern.toLowerCase(Locale.ROOT);
        if (lower.isEmpty()) {
            return true;
        }
        if (lower.startsWith("*.")) {
            // "*.example.com" matches any number of labels, never "example.com" itself
            return host.endsWith(lower.substring(1)) && host.length() > lower.length() - 1;
        }
        return lower.equals(host);
    }

    /** The hosts that both patterns take, as a pattern; absent if there are none. */
    static Optional<String> both(String one, String other) {
        String a = one.toLowerCase(Locale.ROOT);
        String b = other.toLowerCase(Locale.ROOT);
        if (address(a) || address(b)) {
            // "IPs are not allowed"
            return Optional.empty();
        }
        if (a.isEmpty() || a.equals(b)) {
            return Optional.of(b);
        }
        if (b.isEmpty()) {
            return Optional.of(a);
        }
        if (!a.startsWith("*.")) {
            return takes(b, a) ? Optional.of(a) : Optional.empty();
        }
        if (!b.startsWith("*.")) {
            return takes(a, b) ? Optional.of(b) : Optional.empty();
        }
        if (a.endsWith(b.substring(1))) {
            return Optional.of(a);
        }
        return b.endsWith(a.substring(1)) ? Optional.of(b) : Optional.empty();
    }

    private static boolean address(String pattern) {
        return pattern.matches("[0-9]+(\\.[0-9]+){3}");
    }

    /** Exact names before wildcards, wildcards with more labels first, then no name at all. */
    static int rank(String pattern) {
        if (pattern.isEmpty()) {
            return 0;
        }
        return pattern.startsWith("*.") ? pattern.length() : 1_000 + pattern.length();
    }
}
