package io.gatewright.runtime.codec;

import io.netty.util.AsciiString;

/** Character classes of RFC 9110, as tables. */
final class Chars {
    /** By code; for loops that would rather not call. */
    static final boolean[] TOKEN = new boolean[256];

    static final boolean[] VALUE = new boolean[256];
    static final boolean[] TARGET = new boolean[256];
    private static final boolean[] LOWER_TOKEN = new boolean[256];

    static {
        for (char c = '0'; c <= '9'; c++) {
            TOKEN[c] = true;
        }
        for (char c = 'a'; c <= 'z'; c++) {
            TOKEN[c] = true;
            TOKEN[c - 32] = true;
        }
        for (char c : "!#$%&'*+-.^_`|~".toCharArray()) {
            TOKEN[c] = true;
        }
        for (int c = 0; c < 256; c++) {
            LOWER_TOKEN[c] = TOKEN[c] && (c < 'A' || c > 'Z');
        }
        for (int c = 0x20; c < 256; c++) {
            VALUE[c] = c != 0x7f;
        }
        VALUE['\t'] = true;
        for (int c = 0x21; c < 0x7f; c++) {
            TARGET[c] = true;
        }
    }

    private Chars() {}

    /** RFC 9110, 5.6.2. */
    static boolean token(byte b) {
        return TOKEN[b & 0xff];
    }

    /** RFC 9110, 5.5: visible characters, space, tab and obs-text. */
    static boolean fieldValue(byte b) {
        return VALUE[b & 0xff];
    }

    /** What a request target may consist of on the wire: visible ASCII. */
    static boolean target(byte b) {
        return TARGET[b & 0xff];
    }

    /** The value of a hexadecimal digit, or -1. */
    static int hex(byte b) {
        if (b >= '0' && b <= '9') {
            return b - '0';
        }
        int lower = b | 0x20;
        return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
    }

    static boolean isToken(CharSequence text) {
        return text.length() > 0 && all(text, TOKEN);
    }

    /** A token without capital letters: the name of a field in HTTP/2 (RFC 9113, 8.2.1). */
    static boolean isLowerToken(CharSequence text) {
        return text.length() > 0 && all(text, LOWER_TOKEN);
    }

    static boolean isFieldValue(CharSequence text) {
        return all(text, VALUE);
    }

    private static boolean all(CharSequence text, boolean[] allowed) {
        if (text instanceof AsciiString ascii) {
            return all(ascii, allowed);
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c > 0xff || !allowed[c]) {
                return false;
            }
        }
        return true;
    }

    private static boolean all(AsciiString text, boolean[] allowed) {
        byte[] bytes = text.array();
        int end = text.arrayOffset() + text.length();
        for (int i = text.arrayOffset(); i < end; i++) {
            if (!allowed[bytes[i] & 0xff]) {
                return false;
            }
        }
        return true;
    }
}
