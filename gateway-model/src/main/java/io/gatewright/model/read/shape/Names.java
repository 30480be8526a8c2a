package io.gatewright.model.read.shape;

import java.util.regex.Pattern;

/** Tests on names that rules over several fields share with shapes. */
public final class Names {
    private static final Pattern IPV4 =
            Pattern.compile("(?:(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(?:\\.(?!$)|$)){4}");
    private static final Pattern HEX_GROUP = Pattern.compile("[0-9a-fA-F]{1,4}");

    private Names() {}

    /** Whether a text is a DNS name of lower case labels, of any length. */
    public static boolean isSubdomain(String text) {
        return Words.DNS_NAME.accepts().test(text);
    }

    /** Whether a text is a domain (of at most 253 characters), a slash and a path. */
    public static boolean isDomainPath(String text) {
        int slash = text.indexOf('/');
        return slash > 0 && slash <= 253 && slash < text.length() - 1 && isSubdomain(text.substring(0, slash));
    }

    /** Whether a text is the key of a label or an annotation: a name, optionally after a domain and a slash. */
    public static boolean isQualified(String text) {
        return text.indexOf('/') <= 253 && Words.LABEL_KEY.accepts().test(text);
    }

    /** Whether a text is a host name, perhaps with a wildcard as its first label. */
    public static boolean isHostname(String text) {
        return Words.HOST_NAME.accepts().test(text);
    }

    /** Whether a text is an IP address of either family, without zone. */
    public static boolean isAddress(String text) {
        return IPV4.matcher(text).matches() || isIpv6(text);
    }

    private static boolean isIpv6(String text) {
        if (text.length() > 45 || text.indexOf(':') < 0) {
            return false;
        }
        int gap = text.indexOf("::");
        if (gap < 0) {
            return groups(text, true) == 8;
        }
        int head = gap == 0 ? 0 : groups(text.substring(0, gap), false);
        String rest = text.substring(gap + 2);
        int tail = rest.isEmpty() ? 0 : groups(rest, true);
        return head >= 0 && tail >= 0 && head + tail <= 7;
    }

    /** Number of 16-bit groups, or a large negative number when one is malformed. */
    private static int groups(String text, boolean last) {
        String[] parts = text.split(":", -1);
        int count = 0;
        for (int i = 0; i < parts.length; i++) {
            if (HEX_GROUP.matcher(parts[i]).matches()) {
                count++;
            } else if (last && i == parts.length - 1 && IPV4.matcher(parts[i]).matches()) {
                count += 2;
            } else {
                return -100;
            }
        }
        return count;
    }
}
