package io.gatewright.runtime.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.AsciiString;
import io.netty.util.concurrent.FastThreadLocal;
import java.util.Arrays;

/**
 * A head on its way to the wire: in an array of its thread, because a buffer outside the heap checks its bounds and its
 * references for every byte. Every part is checked as it is written. Good until the next head of the same thread.
 */
final class HeadBytes {
    private static final FastThreadLocal<HeadBytes> OWN = new FastThreadLocal<>() {
        @Override
        protected HeadBytes initialValue() {
            return new HeadBytes();
        }
    };
    /** An array that a large head made is not kept. */
    private static final int KEPT = 16 * 1024;

    private byte[] array = new byte[1024];
    private int size;

    private HeadBytes() {}

    /** Of this thread, emptied. */
    static HeadBytes begin() {
        HeadBytes own = OWN.get();
        own.size = 0;
        if (own.array.length > KEPT) {
            own.array = new byte[1024];
        }
        return own;
    }

    int size() {
        return size;
    }

    /** A buffer that holds it, with room for {@code more} bytes. */
    ByteBuf toBuffer(ByteBufAllocator alloc, int more) {
        return alloc.buffer(size + more).writeBytes(array, 0, size);
    }

    /** Copies a small part behind a head, by way of the array: from one buffer to another Netty makes views of both. */
    static void copy(ByteBuf part, ByteBuf to) {
        int length = part.readableBytes();
        HeadBytes own = begin();
        own.room(length);
        part.readBytes(own.array, 0, length);
        to.writeBytes(own.array, 0, length);
    }

    private void room(int more) {
        if (array.length - size < more) {
            array = Arrays.copyOf(array, Math.max(2 * array.length, size + more));
        }
    }

    void raw(byte[] bytes) {
        room(bytes.length);
        System.arraycopy(bytes, 0, array, size, bytes.length);
        size += bytes.length;
    }

    void raw(char c) {
        room(1);
        array[size++] = (byte) c;
    }

    void crlf() {
        room(2);
        array[size++] = '\r';
        array[size++] = '\n';
    }

    /** @throws IllegalArgumentException if the part would break the framing */
    void field(CharSequence name, CharSequence value) {
        room(name.length() + value.length() + 4);
        part(name, Chars.TOKEN, "header name");
        if (name.length() == 0) {
            throw bad("header name");
        }
        array[size++] = ':';
        array[size++] = ' ';
        part(value, Chars.VALUE, "header value");
        array[size++] = '\r';
        array[size++] = '\n';
    }

    void value(String text) {
        room(text.length());
        part(text, Chars.VALUE, "header value");
    }

    void token(String text, String what) {
        room(text.length());
        part(text, Chars.TOKEN, what);
        if (text.isEmpty()) {
            throw bad(what);
        }
    }

    void target(String text) {
        room(text.length());
        part(text, Chars.TARGET, "request target");
        if (text.isEmpty()) {
            throw bad("request target");
        }
    }

    /** Room is there. */
    private void part(CharSequence text, boolean[] allowed, String what) {
        int length = text.length();
        if (text instanceof AsciiString ascii) {
            byte[] from = ascii.array();
            int start = ascii.arrayOffset();
            for (int i = 0; i < length; i++) {
                byte b = from[start + i];
                if (!allowed[b & 0xff]) {
                    throw bad(what);
                }
                array[size + i] = b;
            }
        } else {
            for (int i = 0; i < length; i++) {
                char c = text.charAt(i);
                if (c > 0xff || !allowed[c]) {
                    throw bad(what);
                }
                array[size + i] = (byte) c;
            }
        }
        size += length;
    }

    private static IllegalArgumentException bad(String what) {
        return new IllegalArgumentException(what + " holds characters that may not be sent");
    }
}
