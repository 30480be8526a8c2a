package io.gatewright.runtime.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpHeaders;
import java.nio.charset.StandardCharsets;

/** Writes one HTTP/1 body in the framing that its head announced. Restarted for each message. */
final class BodyEncoder {
    /** A framing besides those of {@link Framing}: there is no body whatever comes (answers to HEAD, 204, 304). */
    static final long NONE = -3;

    private static final ByteBuf LAST_CHUNK = constant("\r\n0\r\n\r\n");
    private static final ByteBuf ONLY_CHUNK = constant("0\r\n\r\n");

    private long framing;
    private long left;
    private boolean chunkOpen;

    private static ByteBuf constant(String text) {
        return Unpooled.unreleasableBuffer(Unpooled.directBuffer()
                .writeBytes(text.getBytes(StandardCharsets.US_ASCII))
                .asReadOnly());
    }

    void start(long framing) {
        this.framing = framing;
        left = framing;
        chunkOpen = false;
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
        if (size == 0) {
            part.release();
        } else {
            if (framing == Framing.CHUNKED) {
                ctx.write(chunkStart(ctx, size), ctx.voidPromise());
            }
            ctx.write(part, ctx.voidPromise());
        }
        if (last && framing == Framing.CHUNKED) {
            ctx.write((chunkOpen ? LAST_CHUNK : ONLY_CHUNK).duplicate(), ctx.voidPromise());
        }
        return true;
    }

    /** The end of the chunk before, and the size of the next. */
    private ByteBuf chunkStart(ChannelHandlerContext ctx, int size) {
        ByteBuf start = ctx.alloc().buffer(12);
        if (chunkOpen) {
            Http1Encoder.crlf(start);
        }
        chunkOpen = true;
        ByteBufUtil.writeAscii(start, Integer.toHexString(size));
        Http1Encoder.crlf(start);
        return start;
    }

    /** Ends the body; trailers that the framing cannot carry are dropped. */
    boolean trailers(ChannelHandlerContext ctx, HttpHeaders trailers) {
        if (framing != Framing.CHUNKED) {
            return data(ctx, Unpooled.EMPTY_BUFFER, true);
        }
        ByteBuf end = ctx.alloc().buffer(256);
        boolean done = false;
        try {
            if (chunkOpen) {
                Http1Encoder.crlf(end);
            }
            end.writeByte('0');
            Http1Encoder.crlf(end);
            Http1Encoder.fields(end, trailers);
            Http1Encoder.crlf(end);
            done = true;
        } finally {
            if (!done) {
                end.release();
            }
        }
        ctx.write(end, ctx.voidPromise());
        return true;
    }
}
