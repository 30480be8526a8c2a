package io.gatewright.runtime.codec;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;

/** Counts what one side of an HTTP/1 connection sends and nobody reads, so that neither has to wait for ever. */
final class Unread {
    private int discarded;
    private long unsent;

    /** Bytes that were dropped since the last reset. */
    int discarded() {
        return discarded;
    }

    void reset() {
        discarded = 0;
        unsent = 0;
    }

    /** Drops what is there of a body, up to its end. */
    void discard(BodyDecoder body, Inbox in) throws MalformedException {
        ByteBuf part;
        while ((part = body.next(in.bytes())) != null) {
            discarded += part.readableBytes();
            part.release();
        }
    }

    /** Drops everything. */
    void discard(Inbox in) {
        discarded += in.bytes().readableBytes();
        in.release();
    }

    /** Whether something that was written is not gone yet. */
    static boolean unsent(Channel channel) {
        ChannelOutboundBuffer queue = channel.unsafe().outboundBuffer();
        return queue != null && queue.totalPendingWriteBytes() > 0;
    }

    /**
     * Whether the peer took something of what is queued for it since the last call: closing now would cut a complete
     * message off.
     */
    boolean flowing(Channel channel) {
        ChannelOutboundBuffer queue = channel.unsafe().outboundBuffer();
        long before = unsent;
        unsent = queue == null ? 0 : queue.totalPendingWriteBytes();
        return unsent > 0 && (before == 0 || unsent < before);
    }
}
