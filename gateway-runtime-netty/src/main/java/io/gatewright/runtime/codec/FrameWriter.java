package io.gatewright.runtime.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Error;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Puts frames of all streams one behind the other into as few buffers as possible: what comes up in one turn of the event loop
 * leaves in one system call. Large data is passed on as it is, behind its frame header.
 */
final class FrameWriter {
    /** Data that is copied rather than written by itself: one buffer costs less than two in one system call. */
    private static final int SMALL = 1024;

    /** Beyond it a batch goes to the channel, so that the channel knows what waits. */
    private static final int BATCH = 16 * 1024;

    private static final int LEAST = 256;
    private static final int MOST = 4096;

    private final ChannelHandlerContext ctx;
    private final HeaderEncoder encoder;
    private @Nullable ByteBuf batch;
    private int usual = LEAST;
    private int maxFrame = FrameReader.MOST;
    private boolean unflushed;
    private boolean closed;

    FrameWriter(ChannelHandlerContext ctx, HeaderEncoder encoder) {
        this.ctx = ctx;
        this.encoder = encoder;
    }

    /** The largest payload that the peer takes. */
    int maxFrame() {
        return maxFrame;
    }

    void maxFrame(int bytes) {
        maxFrame = bytes;
    }

    /** Whether something is written that a flush would send. */
    boolean pending() {
        return unflushed || batch != null;
    }

    private ByteBuf out() {
        ByteBuf out = batch;
        if (out == null) {
            out = ctx.alloc().directBuffer(usual);
            batch = out;
        }
        return out;
    }

    private ByteBuf frame(int length, int type, int flags, int stream) {
        ByteBuf out = out();
        out.ensureWritable(FrameReader.HEADER + length);
        head(out, length, type, flags, stream);
        return out;
    }

    private static void head(ByteBuf out, int length, int type, int flags, int stream) {
        out.writeInt(length << 8 | type);
        out.writeByte(flags);
        out.writeInt(stream);
    }

    /** Gives the batch to the channel, unflushed. */
    private void pass() {
        ByteBuf out = batch;
        if (out != null) {
            batch = null;
            unflushed = true;
            ctx.write(out, ctx.voidPromise());
        }
    }

    private void passIfLarge() {
        ByteBuf out = batch;
        if (out != null && out.readableBytes() >= BATCH) {
            pass();
        }
    }

    void flush() {
        ByteBuf out = batch;
        if (out != null) {
            // the next batch will be about as large
            int size = out.readableBytes();
            usual = size > usual ? Math.min(MOST, size + size / 4) : Math.max(LEAST, usual - (usual - size) / 8);
            batch = null;
            unflushed = false;
            ctx.writeAndFlush(out, ctx.voidPromise());
        } else if (unflushed) {
            unflushed = false;
            ctx.flush();
        }
    }

    /** As {@link #flush}; the future is done when everything has left. */
    ChannelFuture flushAll() {
        ByteBuf out = out();
        batch = null;
        unflushed = false;
        return ctx.writeAndFlush(out);
    }

    /** After it nothing is written any more, whoever still tries. */
    void release() {
        closed = true;
        ByteBuf out = batch;
        if (out != null) {
            batch = null;
            out.release();
        }
        encoder.close();
    }

    void preface() {
        out().writeBytes(FrameReader.PREFACE);
    }

    /** @param pairs names and values in turn */
    void settings(int... pairs) {
        if (closed) {
            return;
        }
        ByteBuf out = frame(pairs.length * 3, FrameReader.SETTINGS, 0, 0);
        for (int i = 0; i < pairs.length; i += 2) {
            out.writeShort(pairs[i]);
            out.writeInt(pairs[i + 1]);
        }
    }

    void settingsAck() {
        if (closed) {
            return;
        }
        frame(0, FrameReader.SETTINGS, FrameReader.ACK, 0);
        passIfLarge();
    }

    void pingAck(long payload) {
        if (closed) {
            return;
        }
        frame(8, FrameReader.PING, FrameReader.ACK, 0).writeLong(payload);
        passIfLarge();
    }

    void goAway(int lastStream, Http2Error code, String message) {
        if (closed) {
            return;
        }
        byte[] text = message.getBytes(StandardCharsets.US_ASCII);
        frame(8 + text.length, FrameReader.GOAWAY, 0, 0)
                .writeInt(lastStream)
                .writeInt((int) code.code())
                .writeBytes(text);
    }

    void reset(int stream, Http2Error code) {
        if (closed) {
            return;
        }
        frame(4, FrameReader.RST_STREAM, 0, stream).writeInt((int) code.code());
        passIfLarge();
    }

    void windowUpdate(int stream, int increment) {
        if (closed) {
            return;
        }
        frame(4, FrameReader.WINDOW_UPDATE, 0, stream).writeInt(increment);
        passIfLarge();
    }

    /** Writes the fields that were given to the encoder as one header block. */
    void headers(int stream, boolean last) {
        if (closed) {
            return;
        }
        ByteBuf out = out();
        int start = out.writerIndex();
        int flags = last ? FrameReader.END_STREAM : 0;
        head(out, 0, FrameReader.HEADERS, flags | FrameReader.END_HEADERS, stream);
        encoder.encode(stream, out);
        int length = out.writerIndex() - start - FrameReader.HEADER;
        if (length <= maxFrame) {
            out.setMedium(start, length);
        } else {
            cut(out, start, flags, stream);
        }
        passIfLarge();
    }

    /** A block that does not fit in one frame. */
    private void cut(ByteBuf out, int start, int flags, int stream) {
        byte[] block =
                ByteBufUtil.getBytes(out, start + FrameReader.HEADER, out.writerIndex() - start - FrameReader.HEADER);
        out.writerIndex(start);
        for (int at = 0; at < block.length; at += maxFrame) {
            int length = Math.min(maxFrame, block.length - at);
            int end = at + length == block.length ? FrameReader.END_HEADERS : 0;
            frame(length, at == 0 ? FrameReader.HEADERS : FrameReader.CONTINUATION, at == 0 ? flags | end : end, stream)
                    .writeBytes(block, at, length);
        }
    }

    /** Writes one DATA frame and takes {@code part} over, which is no larger than {@link #maxFrame}. */
    void data(int stream, ByteBuf part, boolean last) {
        if (closed) {
            part.release();
            return;
        }
        int length = part.readableBytes();
        int flags = last ? FrameReader.END_STREAM : 0;
        if (length <= SMALL) {
            frame(length, FrameReader.DATA, flags, stream).writeBytes(part);
            part.release();
            passIfLarge();
        } else {
            frame(0, FrameReader.DATA, flags, stream);
            ByteBuf out = out();
            out.setMedium(out.writerIndex() - FrameReader.HEADER, length);
            pass();
            unflushed = true;
            ctx.write(part, ctx.voidPromise());
        }
    }
}
