package io.gatewright.runtime.tls;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Puts a ClientHello together from bytes as they arrive, in segments of any size and any number of records, without
 * consuming them. Linear in the bytes. One connection, one thread.
 */
public final class HelloReader {
    private static final int RECORD_HEADER = 5;
    private static final int MESSAGE_HEADER = 4;
    private static final int HANDSHAKE = 22;
    private static final int CLIENT_HELLO = 1;
    private static final int MAX_RECORD = 1 << 14;

    private final int limit;
    /** What the records so far carried. */
    private byte[] message = new byte[512];

    private int have;
    /** Offset of the next record header from the start of the connection. */
    private int next;

    /** @param limit bytes of the whole message, record headers included */
    public HelloReader(int limit) {
        this.limit = limit;
    }

    /**
     * Looks at all bytes received so far.
     *
     * @param in its readable bytes begin where the connection began
     * @return null while more is needed
     * @throws BadHello if this will never be a ClientHello, or is too long
     */
    public @Nullable ClientHello read(ByteBuf in) throws BadHello {
        int start = in.readerIndex();
        int readable = in.readableBytes();
        while (true) {
            if (readable > next && in.getUnsignedByte(start + next) != HANDSHAKE) {
                throw new BadHello("its first bytes are no TLS handshake");
            }
            if (readable < next + RECORD_HEADER) {
                return null;
            }
            if (in.getUnsignedByte(start + next + 1) != 3) {
                throw new BadHello("its first bytes are no TLS handshake");
            }
            int length = in.getUnsignedShort(start + next + 3);
            if (length == 0 || length > MAX_RECORD) {
                throw new BadHello("a record has a length that TLS does not allow");
            }
            if (next + RECORD_HEADER + length > limit) {
                throw new BadHello("it is longer than " + limit + " bytes");
            }
            if (readable < next + RECORD_HEADER + length) {
                return null;
            }
            append(in, start + next + RECORD_HEADER, length);
            next += RECORD_HEADER + length;
            ClientHello hello = complete();
            if (hello != null) {
                return hello;
            }
        }
    }

    private void append(ByteBuf in, int from, int length) {
        if (have + length > message.length) {
            message = Arrays.copyOf(message, Math.max(message.length * 2, have + length));
        }
        in.getBytes(from, message, have, length);
        have += length;
    }

    private @Nullable ClientHello complete() throws BadHello {
        if (message[0] != CLIENT_HELLO) {
            throw new BadHello("its first message is no ClientHello");
        }
        if (have < MESSAGE_HEADER) {
            return null;
        }
        int length = (message[1] & 0xff) << 16 | (message[2] & 0xff) << 8 | message[3] & 0xff;
        if (length > limit) {
            throw new BadHello("it is longer than " + limit + " bytes");
        }
        return have < MESSAGE_HEADER + length
                ? null
                : ClientHello.parse(
                        ByteBuffer.wrap(message, MESSAGE_HEADER, length).slice());
    }

    /** Why bytes are no usable ClientHello. */
    public static final class BadHello extends Exception {
        private static final long serialVersionUID = 1L;

        BadHello(String message) {
            super(message, null, false, false);
        }
    }
}
