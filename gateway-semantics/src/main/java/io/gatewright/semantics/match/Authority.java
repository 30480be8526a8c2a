package io.gatewright.semantics.match;

import java.util.Locale;

/**
 * The host and port that a request is for, from {@code Host} or {@code :authority}.
 *
 * @param host in lower case, without port and trailing dot; an IPv6 literal keeps its brackets
 * @param port 1 to 65535, or {@link #NO_PORT}. Ignored for matching (Gateway API: only the host decides)
 */
public record Authority(String host, int port) {
    /** No port was given. */
    public static final int NO_PORT = -1;

    private static final int LONGEST_HOST = 253;

    /** Reads an authority. Refuses user information, an empty host and illegal characters. Never throws. */
    public static Parsed<Authority> parse(String text) {
        if (text.isEmpty()) {
            return refused("empty host");
        }
        if (text.indexOf('@') >= 0) {
            return refused("user information in the host");
        }
        int hostEnd = text.charAt(0) == '[' ? text.indexOf(']') + 1 : colonOrEnd(text);
        if (hostEnd == 0) {
            return refused("unfinished IPv6 literal in the host");
        }
        int port = NO_PORT;
        if (hostEnd < text.length()) {
            port = text.charAt(hostEnd) == ':' ? port(text, hostEnd + 1) : 0;
            if (port == 0) {
                return refused("illegal port in the host");
            }
        }
        return text.charAt(0) == '[' ? literal(text, hostEnd, port) : name(text, hostEnd, port);
    }

    private static int colonOrEnd(String text) {
        int colon = text.indexOf(':');
        return colon < 0 ? text.length() : colon;
    }

    private static Parsed<Authority> name(String text, int hostEnd, int port) {
        int end = hostEnd > 0 && text.charAt(hostEnd - 1) == '.' ? hostEnd - 1 : hostEnd;
        if (end == 0) {
            return refused("empty host");
        }
        if (end > LONGEST_HOST) {
            return refused("host longer than 253 characters");
        }
        boolean upper = false;
        char before = '.';
        for (int at = 0; at < end; at++) {
            char c = text.charAt(at);
            boolean lower = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
            boolean capital = c >= 'A' && c <= 'Z';
            if (c == '.' && before == '.') {
                return refused("empty label in the host");
            }
            if (!lower && !capital && c != '.') {
                return refused("illegal character in the host");
            }
            upper |= capital;
            before = c;
        }
        String host = end == text.length() ? text : text.substring(0, end);
        return new Parsed.Valid<>(new Authority(upper ? host.toLowerCase(Locale.ROOT) : host, port));
    }

    private static Parsed<Authority> literal(String text, int hostEnd, int port) {
        int colons = 0;
        for (int at = 1; at < hostEnd - 1; at++) {
            char c = text.charAt(at);
            colons += c == ':' ? 1 : 0;
            boolean hex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
            if (!hex && c != ':' && c != '.') {
                return refused("illegal character in the IPv6 literal of the host");
            }
        }
        if (colons < 2 || hostEnd > 47) {
            return refused("malformed IPv6 literal in the host");
        }
        return new Parsed.Valid<>(new Authority(text.substring(0, hostEnd).toLowerCase(Locale.ROOT), port));
    }

    /** 0 if illegal; a colon without digits means no port (RFC 3986 3.2.3). */
    private static int port(String text, int start) {
        if (start == text.length()) {
            return NO_PORT;
        }
        int port = 0;
        for (int at = start; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c < '0' || c > '9') {
                return 0;
            }
            port = port * 10 + (c - '0');
            if (port > 65535) {
                return 0;
            }
        }
        return port;
    }

    private static Parsed<Authority> refused(String message) {
        return new Parsed.Refused<>(message);
    }
}
