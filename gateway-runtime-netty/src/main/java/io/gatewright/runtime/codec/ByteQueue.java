package io.gatewright.runtime.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Bytes of one stream that wait, in order. Small parts are copied together: each would hold on to the whole buffer that it
 * was read into, and a peer that sends byte by byte would cost a thousand times what its window allows.
 */
final class ByteQueue {
    /** A part of at least so many bytes is kept as it is. */
    private static final int LARGE = 4096;

    private final ArrayDeque<ByteBuf> parts = new ArrayDeque<>(4);
    private @Nullable ByteBuf tail;
    private int bytes;

    int bytes() {
        return bytes;
    }

    boolean isEmpty() {
        return bytes == 0;
    }

    /** Takes {@code part} over. */
    void add(ByteBufAllocator alloc, ByteBuf part) {
        int length = part.readableBytes();
        if (length >= LARGE) {
            bytes += length;
            tail = null;
            parts.addLast(part);
        } else {
            copy(alloc, part, length);
            part.release();
        }
    }

    /** Takes {@code length} bytes from {@code from}, which stays with its owner. */
    void read(ByteBufAllocator alloc, ByteBuf from, int length) {
        if (length >= LARGE) {
            bytes += length;
            tail = null;
            parts.addLast(from.readRetainedSlice(length));
        } else {
            copy(alloc, from, length);
        }
    }

    private void copy(ByteBufAllocator alloc, ByteBuf from, int length) {
        if (length == 0) {
            return;
        }
        bytes += length;
        ByteBuf last = tail;
        if (last == null || last.writableBytes() < length) {
            // the first one is as large as its part needs; who goes on gets more room
            last = alloc.directBuffer(last == null ? Math.max(256, length) : LARGE);
            tail = last;
            parts.addLast(last);
        }
        last.writeBytes(from, length);
    }

    /** The next bytes, {@code most} of them or fewer; nothing if there are none. */
    @Nullable
    ByteBuf take(int most) {
        ByteBuf first = parts.peekFirst();
        if (first == null) {
            return null;
        }
        int length = first.readableBytes();
        if (first == tail) {
            // nobody writes behind what is on its way
            tail = null;
        }
        if (length <= most) {
            parts.pollFirst();
            bytes -= length;
            return first;
        }
        bytes -= most;
        return first.readRetainedSlice(most);
    }

    void release() {
        ByteBuf part;
        while ((part = parts.pollFirst()) != null) {
            part.release();
        }
        tail = null;
        bytes = 0;
    }
}
