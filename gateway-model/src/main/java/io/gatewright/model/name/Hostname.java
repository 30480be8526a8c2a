package io.gatewright.model.name;

import java.util.Comparator;
import java.util.Optional;

/**
 * A host name of a listener, a route or a certificate: exact ({@code www.example.com}) or with a wildcard as its whole
 * first label ({@code *.example.com}). Lower-cased and without trailing dot since {@link #parse}; two equal names are
 * the same name.
 *
 * <p>A wildcard stands for one <em>or more</em> labels, never for none: {@code *.example.com} matches
 * {@code a.b.example.com} and does not match {@code example.com} (v1 {@code Hostname}, {@code Listener.hostname}).
 *
 * <p>The natural order puts the more specific name first: exact before wildcard, then more characters, then the text.
 */
public final class Hostname implements Comparable<Hostname> {
    private static final Comparator<Hostname> MOST_SPECIFIC_FIRST = Comparator.comparing(Hostname::wildcard)
            .thenComparing(Comparator.comparingInt(Hostname::characters).reversed())
            .thenComparing(Hostname::text);

    private final String text;
    private final boolean wildcard;

    private Hostname(String text, boolean wildcard) {
        this.text = text;
        this.wildcard = wildcard;
    }

    /**
     * Reads a name. Empty when it is no host name of this API: an IP address, a lone {@code *}, a wildcard elsewhere than
     * in front, a port, more than 253 characters, a label of more than 63 or with other characters than letters, digits
     * and inner hyphens.
     */
    public static Optional<Hostname> parse(String written) {
        String name = DnsNames.asciiLower(written);
        if (name.endsWith(".")) {
            name = name.substring(0, name.length() - 1);
        }
        boolean wildcard = name.startsWith("*.");
        String rest = wildcard ? name.substring(2) : name;
        boolean valid =
                name.length() <= DnsNames.MAX_NAME && DnsNames.isSubdomain(rest, true) && !DnsNames.isDottedQuad(rest);
        return valid ? Optional.of(new Hostname(name, wildcard)) : Optional.empty();
    }

    /**
     * The same for names known to be valid, as in tests and constants.
     *
     * @throws IllegalArgumentException when {@link #parse} would be empty
     */
    public static Hostname of(String written) {
        return parse(written)
                .orElseThrow(() -> new IllegalArgumentException("`" + written
                        + "` is no host name: expected a DNS name, optionally with `*` as its first label"));
    }

    /**
     * The hosts that both names stand for: the narrower of the two when one covers the other, else empty. This is how a
     * listener and a route meet (v1 {@code HTTPRouteSpec.hostnames}).
     */
    public static Optional<Hostname> intersect(Hostname a, Hostname b) {
        if (a.covers(b)) {
            return Optional.of(b);
        }
        return b.covers(a) ? Optional.of(a) : Optional.empty();
    }

    /** The normalised name, with {@code *.} in front when it is a wildcard. */
    public String text() {
        return text;
    }

    /** Whether the first label is {@code *}. */
    public boolean wildcard() {
        return wildcard;
    }

    /** What follows the {@code *} of a wildcard, with its dot ({@code .example.com}); the whole name otherwise. */
    public String suffix() {
        return wildcard ? text.substring(1) : text;
    }

    /** Length of the name in characters, the {@code *.} included: the measure of precedence among routes. */
    public int characters() {
        return text.length();
    }

    /** Number of labels, the {@code *} included. */
    public int labels() {
        return 1 + (int) text.chars().filter(c -> c == '.').count();
    }

    /**
     * Whether a request for {@code host} is for this name.
     *
     * @param host an exact host, already lower-case, without port and trailing dot; this method normalises nothing
     */
    public boolean matches(String host) {
        if (!wildcard) {
            return text.equals(host);
        }
        int suffix = text.length() - 1;
        return host.length() > suffix
                && host.charAt(0) != '.'
                && host.regionMatches(host.length() - suffix, text, 1, suffix);
    }

    /** Whether the exact name {@code host} is one of this name's; false when {@code host} is a wildcard. */
    public boolean matches(Hostname host) {
        return !host.wildcard && matches(host.text);
    }

    /** Whether every host {@code other} stands for is one of this name's. */
    public boolean covers(Hostname other) {
        if (!other.wildcard) {
            return matches(other.text);
        }
        return wildcard
                && other.text.regionMatches(other.text.length() - text.length() + 1, text, 1, text.length() - 1);
    }

    @Override
    public int compareTo(Hostname other) {
        return MOST_SPECIFIC_FIRST.compare(this, other);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Hostname that && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
