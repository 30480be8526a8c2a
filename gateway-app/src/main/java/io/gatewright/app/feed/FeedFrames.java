package io.gatewright.app.feed;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.CorruptedFrameException;
import java.util.List;

/**
 * How messages are told apart in the bytes of a connection: four bytes of length, then the message. A frame without a message is
 * a sign of life and is passed on to nobody. Of its channel's event loop.
 */
final class FeedFrames extends ByteToMessageDecoder {
    private static final int HEAD = 4;

    private int most;

    /** @param most bytes that a message may have, until {@link #allow} */
    FeedFrames(int most) {
        this.most = most;
    }

    /** From now on messages may have so many bytes. */
    void allow(int bytes) {
        most = bytes;
    }

    /** A message as it travels. */
    static ByteBuf frame(byte[] message) {
        return Unpooled.wrappedBuffer(Unpooled.buffer(HEAD).writeInt(message.length), Unpooled.wrappedBuffer(message));
    }

    static ByteBuf signOfLife() {
        return Unpooled.buffer(HEAD).writeInt(0);
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        if (in.readableBytes() < HEAD) {
            return;
        }
        int length = in.getInt(in.readerIndex());
        if (length < 0 || length > most) {
            in.skipBytes(in.readableBytes());
            throw new CorruptedFrameException(
                    "a message of " + (length & 0xffff_ffffL) + " bytes, expected " + most + " at most");
        }
        if (in.readableBytes() < HEAD + length) {
            return;
        }
        in.skipBytes(HEAD);
        if (length > 0) {
            byte[] message = new byte[length];
            in.readBytes(message);
            out.add(message);
        }
    }
}
