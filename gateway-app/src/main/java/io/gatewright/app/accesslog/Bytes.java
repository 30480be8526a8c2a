package io.gatewright.app.accesslog;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes that grow, and how JSON is written to them without making anything else. Belongs to one thread at a time. */
final class Bytes {
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private byte[] array;
    private int size;

    Bytes(int capacity) {
        array = new byte[capacity];
    }

    byte[] array() {
        return array;
    }

    int size() {
        return size;
    }

    /** Forgets what was written after {@code newSize}. */
    void truncate(int newSize) {
        size = newSize;
    }

    private void room(int more) {
        if (array.length - size < more) {
            array = Arrays.copyOf(array, Math.max(array.length * 2, size + more));
        }
    }

    void raw(byte b) {
        room(1);
        array[size++] = b;
    }

    void raw(byte[] bytes) {
        raw(bytes, 0, bytes.length);
    }

    void raw(byte[] bytes, int from, int length) {
        room(length);
        System.arraycopy(bytes, from, array, size, length);
        size += length;
    }

    /** Decimal digits. */
    void number(long value) {
        if (value < 0) {
            raw(Long.toString(value).getBytes(StandardCharsets.US_ASCII));
            return;
        }
        int digits = 1;
        for (long rest = value; rest >= 10; rest /= 10) {
            digits++;
        }
        digits(value, digits);
    }

    /** The last {@code count} decimal digits, with zeros in front. */
    void digits(long value, int count) {
        room(count);
        long rest = value;
        for (int i = size + count - 1; i >= size; i--) {
            array[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        size += count;
    }

    /** What goes between the quotes of a JSON string (RFC 8259, 7), in UTF-8. */
    void text(String text) {
        int length = text.length();
        room(length);
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c < 0x20 || c == '"' || c == '\\' || c > 0x7e) {
                escaped(text, i);
                return;
            }
            array[size++] = (byte) c;
        }
    }

    private void escaped(String text, int from) {
        int length = text.length();
        for (int i = from; i < length; i++) {
            char c = text.charAt(i);
            room(6);
            if (c == '"' || c == '\\') {
                array[size++] = '\\';
                array[size++] = (byte) c;
            } else if (c < 0x20 || c >= 0x7f && c < 0xa0) {
                unicode(c); // a terminal may obey these
            } else if (c < 0x80) {
                array[size++] = (byte) c;
            } else if (c < 0x800) {
                array[size++] = (byte) (0xc0 | c >> 6);
                array[size++] = (byte) (0x80 | c & 0x3f);
            } else if (!Character.isSurrogate(c)) {
                array[size++] = (byte) (0xe0 | c >> 12);
                array[size++] = (byte) (0x80 | c >> 6 & 0x3f);
                array[size++] = (byte) (0x80 | c & 0x3f);
            } else if (Character.isHighSurrogate(c) && i + 1 < length && Character.isLowSurrogate(text.charAt(i + 1))) {
                int point = Character.toCodePoint(c, text.charAt(++i));
                array[size++] = (byte) (0xf0 | point >> 18);
                array[size++] = (byte) (0x80 | point >> 12 & 0x3f);
                array[size++] = (byte) (0x80 | point >> 6 & 0x3f);
                array[size++] = (byte) (0x80 | point & 0x3f);
            } else {
                unicode(c); // half of a pair: no UTF-8 exists for it
            }
        }
    }

    private void unicode(char c) {
        array[size++] = '\\';
        array[size++] = 'u';
        for (int shift = 12; shift >= 0; shift -= 4) {
            array[size++] = HEX[c >> shift & 0xf];
        }
    }
}
