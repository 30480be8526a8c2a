package io.gatewright.runtime.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Writes one HTTP/1 body in the framing that its head announced. Restarted for each message. */
final class BodyEncoder {
    /** A framing besides those of {@link Framing}: there is no body whatever comes (answers to HEAD, 204, 304). */
    static final long NONE = -3;

    private static final byte[] LAST_BYTES = "\r\n0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ONLY_BYTES = "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final ByteBuf LAST_CHUNK = constant(LAST_BYTES);
    private static final ByteBuf ONLY_CHUNK = constant(ONLY_BYTES);

    /** Of a body that is copied rather than written by itself: one buffer costs less than two in one system call. */
    private static final int SMALL = 1024;

    private @Nullable ByteBuf held;
    private long framing;
    private long left;
    private boolean chunkOpen;

    /** The longest text around a chunk: two line ends, eight digits, or the last chunk. */
    private static final int CHUNK_FRAME = 12;

    private static ByteBuf constant(byte[] text) {
        return Unpooled.unreleasableBuffer(
                Unpooled.directBuffer().writeBytes(text).asReadOnly());
    }

    void start(long framing) {
        this.framing = framing;
        left = framing;
        chunkOpen = false;
    }

    /** Keeps a head until the first bytes of its body, so that a small body leaves with it; {@link #release} drops it. */
    void hold(ByteBuf head) {
        held = head;
    }

    /** How much room a held head should have behind it. */
    int room() {
        return 2 * CHUNK_FRAME + (framing == Framing.CHUNKED ? SMALL : (int) Math.min(Math.max(framing, 0), SMALL));
    }

    /** Writes the head that is held, if any. */
    void head(ChannelHandlerContext ctx) {
        ByteBuf head = held;
        if (head != null) {
            held = null;
            ctx.write(head, ctx.voidPromise());
        }
    }

    void release() {
        ByteBuf head = held;
        if (head != null) {
            held = null;
            head.release();
        }
    }

    boolean endsWithConnection() {
        return framing == Framing.UNTIL_CLOSE;
    }

    /**
     * Writes a part.
     *
     * @return false if the part does not fit the announced length: the connection must die
     */
    boolean data(ChannelHandlerContext ctx, ByteBuf part, boolean last) {
        int size = part.readableBytes();
        if (framing == NONE) {
            head(ctx);
            part.release();
            return true;
        }
        if (framing >= 0) {
            left -= size;
            if (left < 0 || last && left > 0) {
                part.release();
                return false;
            }
        }
        ByteBuf head = held;
        if (head != null && head.writableBytes() >= size + 2 * CHUNK_FRAME) {
            held = null;
            whole(head, part, size, last);
            ctx.write(head, ctx.voidPromise());
            return true;
        }
        head(ctx);
        if (size == 0) {
            part.release();
        } else {
            if (framing == Framing.CHUNKED) {
                ByteBuf start = ctx.alloc().buffer(CHUNK_FRAME);
                chunkStart(start, size);
                ctx.write(start, ctx.voidPromise());
            }
            ctx.write(part, ctx.voidPromise());
        }
        if (last && framing == Framing.CHUNKED) {
            ctx.write((chunkOpen ? LAST_CHUNK : ONLY_CHUNK).duplicate(), ctx.voidPromise());
        }
        return true;
    }

    private void whole(ByteBuf head, ByteBuf part, int size, boolean last) {
        if (size > 0) {
            if (framing == Framing.CHUNKED) {
                chunkStart(head, size);
            }
            HeadBytes.copy(part, head);
        }
        part.release();
        if (last && framing == Framing.CHUNKED) {
            head.writeBytes(chunkOpen ? LAST_BYTES : ONLY_BYTES);
        }
    }

    /** The end of the chunk before, and the size of the next. */
    private void chunkStart(ByteBuf out, int size) {
        if (chunkOpen) {
            out.writeByte('\r').writeByte('\n');
        }
        chunkOpen = true;
        ByteBufUtil.writeAscii(out, Integer.toHexString(size));
        out.writeByte('\r').writeByte('\n');
    }

    /** Ends the body; trailers that the framing cannot carry are dropped. */
    boolean trailers(ChannelHandlerContext ctx, HttpHeaders trailers) {
        if (framing != Framing.CHUNKED) {
            return data(ctx, Unpooled.EMPTY_BUFFER, true);
        }
        head(ctx);
        HeadBytes end = HeadBytes.begin();
        if (chunkOpen) {
            end.crlf();
        }
        end.raw('0');
        end.crlf();
        Http1Encoder.fields(end, trailers);
        end.crlf();
        ctx.write(end.toBuffer(ctx.alloc(), 0), ctx.voidPromise());
        return true;
    }
}
