package io.gatewright.model.name;

/** The one place that knows the shape of DNS names (RFC 1123 section 2.1, as Kubernetes narrows it). */
final class DnsNames {
    static final int MAX_NAME = 253;
    private static final int MAX_LABEL = 63;

    private DnsNames() {}

    /**
     * Whether {@code text} is a lower-case DNS subdomain: labels of letters, digits and inner hyphens, joined by dots,
     * at most 253 characters. Kubernetes does not limit the length of a label in names of objects; DNS does.
     */
    static boolean isSubdomain(String text, boolean limitLabels) {
        if (text.isEmpty() || text.length() > MAX_NAME) {
            return false;
        }
        int start = 0;
        for (int i = 0; i <= text.length(); i++) {
            if (i == text.length() || text.charAt(i) == '.') {
                if (!isLabel(text, start, i) || (limitLabels && i - start > MAX_LABEL)) {
                    return false;
                }
                start = i + 1;
            }
        }
        return true;
    }

    private static boolean isLabel(String text, int from, int to) {
        if (from >= to || text.charAt(from) == '-' || text.charAt(to - 1) == '-') {
            return false;
        }
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '-') {
                return false;
            }
        }
        return true;
    }

    /** Whether {@code text} reads as a dotted IPv4 address: four labels of digits only. */
    static boolean isDottedQuad(String text) {
        int dots = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '.') {
                dots++;
            } else if (c < '0' || c > '9') {
                return false;
            }
        }
        return dots == 3;
    }

    /** ASCII lower case; other characters stay, and make the name invalid later. */
    static String asciiLower(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 'A' && c <= 'Z') {
                char[] chars = text.toCharArray();
                for (int j = i; j < chars.length; j++) {
                    if (chars[j] >= 'A' && chars[j] <= 'Z') {
                        chars[j] = (char) (chars[j] + ('a' - 'A'));
                    }
                }
                return new String(chars);
            }
        }
        return text;
    }
}
