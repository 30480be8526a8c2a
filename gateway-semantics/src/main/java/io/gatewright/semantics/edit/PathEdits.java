package io.gatewright.semantics.edit;

import io.gatewright.semantics.plan.FilterPlan.PathEdit;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * New paths for rewrites and redirects ({@code HTTPPathModifier}). The result always starts with a slash, holds no two
 * slashes in a row, no dot segment and nothing that would end the path.
 */
public final class PathEdits {
    private PathEdits() {}

    /**
     * The edited path.
     *
     * @param path normalised
     * @param prefixLength how much of it the match covered, in whole segments; meaningful only for a prefix edit
     */
    public static String apply(PathEdit edit, String path, int prefixLength) {
        return edit.wholePath() ? replaceAll(edit.value()) : replacePrefix(path, prefixLength, edit.value());
    }

    /** {@code ReplaceFullPath}. An empty replacement is the root. */
    public static String replaceAll(String replacement) {
        return clean(replacement);
    }

    /**
     * {@code ReplacePrefixMatch}: the table of its API comment. A trailing slash of the replacement does not count; what
     * followed the prefix stays.
     */
    public static String replacePrefix(String path, int prefixLength, String replacement) {
        int covered = Math.max(0, Math.min(prefixLength, path.length()));
        int end = replacement.length();
        while (end > 0 && replacement.charAt(end - 1) == '/') {
            end--;
        }
        return clean(replacement.substring(0, end) + path.substring(covered));
    }

    private static String clean(String path) {
        return isClean(path) ? path : rebuilt(path);
    }

    private static boolean isClean(String path) {
        if (path.isEmpty() || path.charAt(0) != '/') {
            return false;
        }
        char before = 0;
        for (int at = 0; at < path.length(); at++) {
            char c = path.charAt(at);
            if (c <= ' ' || c >= 0x7f || c == '?' || c == '#' || c == '\\') {
                return false;
            }
            if (before == '/' && (c == '/' || c == '.')) {
                return false;
            }
            before = c;
        }
        return true;
    }

    private static String rebuilt(String path) {
        Deque<String> segments = new ArrayDeque<>();
        String[] parts = path.split("/", -1);
        for (String part : parts) {
            if (part.equals("..")) {
                segments.pollLast();
            } else if (!part.isEmpty() && !part.equals(".")) {
                segments.addLast(escaped(part));
            }
        }
        String last = parts[parts.length - 1];
        boolean folder = last.isEmpty() || last.equals(".") || last.equals("..");
        String joined = "/" + String.join("/", segments);
        return folder && joined.length() > 1 ? joined + "/" : joined;
    }

    private static String escaped(String segment) {
        StringBuilder out = new StringBuilder(segment.length() + 8);
        for (byte b : segment.getBytes(StandardCharsets.UTF_8)) {
            int c = b & 0xff;
            if (c <= ' ' || c >= 0x7f || c == '?' || c == '#' || c == '\\') {
                out.append('%').append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
            } else {
                out.append((char) c);
            }
        }
        return out.toString();
    }

    private static final String HEX = "0123456789ABCDEF";
}
