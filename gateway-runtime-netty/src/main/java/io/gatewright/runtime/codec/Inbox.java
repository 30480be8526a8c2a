package io.gatewright.runtime.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.ssl.SslHandler;

/** Bytes that were read from a connection and not yet understood. Empty, it holds no buffer. */
final class Inbox {
    private ByteBuf bytes = Unpooled.EMPTY_BUFFER;

    /** What is there; borrowed. */
    ByteBuf bytes() {
        return bytes;
    }

    boolean isEmpty() {
        return !bytes.isReadable();
    }

    /** Takes more over. */
    void add(ByteBufAllocator alloc, ByteBuf more) {
        if (bytes.isReadable()) {
            if (bytes.readerIndex() > 0 && bytes.refCnt() == 1 && !bytes.isReadOnly()) {
                // else what was understood would be kept as long as each read ends within a frame or a head; with other
                // owners, whose parts must not move, the rest is copied below
                bytes.discardReadBytes();
            }
            bytes = ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(alloc, bytes, more);
        } else {
            bytes.release();
            bytes = more;
        }
    }

    /** Everything, as a buffer of its own. */
    ByteBuf takeAll() {
        return bytes.readRetainedSlice(bytes.readableBytes());
    }

    /** Gives the buffer back if nothing is left in it: an idle connection holds none. */
    void tidy() {
        if (!bytes.isReadable() && bytes != Unpooled.EMPTY_BUFFER) {
            release();
        }
    }

    void release() {
        bytes.release();
        bytes = Unpooled.EMPTY_BUFFER;
    }

    /** Ends our direction of a connection only; what is written before it still goes. */
    static void closeOutput(ChannelHandlerContext ctx) {
        SslHandler tls = ctx.pipeline().get(SslHandler.class);
        if (tls != null) {
            tls.closeOutbound();
        } else if (ctx.channel() instanceof DuplexChannel duplex) {
            duplex.shutdownOutput();
        }
    }
}
