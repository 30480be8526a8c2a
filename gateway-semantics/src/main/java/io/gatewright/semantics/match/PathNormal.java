package io.gatewright.semantics.match;

import org.jspecify.annotations.Nullable;

/**
 * The normal form of a raw path, or why it has none. Nearly all paths are normal already: those are recognised in one pass
 * and not copied.
 */
final class PathNormal {
    private static final String DOTS = "dot segment in the path";

    private PathNormal() {}

    static Parsed<String> path(String raw, int start, int end) {
        if (start == end) {
            return new Parsed.Valid<>("/");
        }
        return plain(raw, start, end)
                ? new Parsed.Valid<>(start == 0 && end == raw.length() ? raw : raw.substring(start, end))
                : rebuilt(raw, start, end);
    }

    /** Whether nothing needs a second look: no escape, no double slash, no dot after a slash, plain ASCII. */
    private static boolean plain(String raw, int start, int end) {
        char before = 0;
        for (int at = start; at < end; at++) {
            char c = raw.charAt(at);
            if (c <= ' ' || c >= 0x7f || c == '%' || c == '\\' || c == '#') {
                return false;
            }
            if (before == '/' && (c == '/' || c == '.')) {
                return false;
            }
            before = c;
        }
        return true;
    }

    private static Parsed<String> rebuilt(String raw, int start, int end) {
        StringBuilder out = new StringBuilder(end - start + 8);
        for (int at = start; at < end; at++) {
            char c = raw.charAt(at);
            if (c == '%') {
                int value = escape(raw, at, end);
                String wrong = refusedEscape(value);
                if (wrong != null) {
                    return new Parsed.Refused<>(wrong);
                }
                if (unreserved(value)) {
                    out.append((char) value);
                } else {
                    appendEscape(out, value);
                }
                at += 2;
            } else if (c == '/') {
                if (out.length() == 0 || out.charAt(out.length() - 1) != '/') {
                    out.append(c);
                }
            } else if (c <= ' ' || c == 0x7f) {
                return new Parsed.Refused<>("control character or space in the path");
            } else if (c == '\\') {
                return new Parsed.Refused<>("backslash in the path");
            } else if (c == '#') {
                return new Parsed.Refused<>("fragment in the request target");
            } else if (c > 0xff) {
                return new Parsed.Refused<>("character in the path that is no byte");
            } else if (c > 0x7f) {
                appendEscape(out, c);
            } else {
                out.append(c);
            }
        }
        String path = out.toString();
        return hasDotSegment(path) ? new Parsed.Refused<>(DOTS) : new Parsed.Valid<>(path);
    }

    private static @Nullable String refusedEscape(int value) {
        if (value < 0) {
            return "malformed escape in the path";
        }
        return switch (value) {
            case '/' -> "escaped slash in the path";
            case '\\' -> "escaped backslash in the path";
            case '?', '#' -> "escaped `?` or `#` in the path";
            default -> value < ' ' || value == 0x7f ? "escaped control character in the path" : null;
        };
    }

    /** Also {@code ..;x} and its escaped form, which some servlet containers take for {@code ..}. */
    private static boolean hasDotSegment(String path) {
        for (int slash = path.indexOf("/."); slash >= 0; slash = path.indexOf("/.", slash + 1)) {
            int after = path.startsWith("..", slash + 1) ? slash + 3 : slash + 2;
            if (after == path.length()
                    || path.charAt(after) == '/'
                    || path.charAt(after) == ';'
                    || path.startsWith("%3B", after)) {
                return true;
            }
        }
        return false;
    }

    /** The query as it came, its bytes outside ASCII escaped; null if it must be refused. */
    static @Nullable String query(String raw, int start) {
        StringBuilder out = null;
        for (int at = start; at < raw.length(); at++) {
            char c = raw.charAt(at);
            if (c <= ' ' || c == 0x7f || c == '#' || c > 0xff) {
                return null;
            }
            if (c > 0x7f && out == null) {
                out = new StringBuilder(raw.length() - start + 16).append(raw, start, at);
            }
            if (out != null) {
                if (c > 0x7f) {
                    appendEscape(out, c);
                } else {
                    out.append(c);
                }
            }
        }
        return out != null ? out.toString() : raw.substring(start);
    }

    /** The byte of the escape at this position, or -1 if it is malformed. */
    static int escape(String raw, int percent, int end) {
        if (percent + 2 >= end) {
            return -1;
        }
        int high = Character.digit(raw.charAt(percent + 1), 16);
        int low = Character.digit(raw.charAt(percent + 2), 16);
        // digit() also knows digits of other scripts
        boolean ascii = raw.charAt(percent + 1) < 0x80 && raw.charAt(percent + 2) < 0x80;
        return high < 0 || low < 0 || !ascii ? -1 : high * 16 + low;
    }

    private static boolean unreserved(int c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '-'
                || c == '.'
                || c == '_'
                || c == '~';
    }

    static void appendEscape(StringBuilder out, int value) {
        out.append('%').append(HEX.charAt(value >> 4)).append(HEX.charAt(value & 15));
    }

    private static final String HEX = "0123456789ABCDEF";
}
