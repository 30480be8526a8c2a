package io.gatewright.runtime.codec;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.Http2PriorityFrame;
import io.netty.handler.codec.http2.Http2UnknownFrame;
import io.netty.util.ReferenceCountUtil;

/**
 * Drops the frames that mean nothing to us before they reach a stream. No flow control bounds them, and a stream that is
 * not read would keep them all.
 */
final class StrayFrames extends ChannelInboundHandlerAdapter {
    private final Runnable seen;

    /** @param seen called for each */
    StrayFrames(Runnable seen) {
        this.seen = seen;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object frame) {
        if (frame instanceof Http2UnknownFrame || frame instanceof Http2PriorityFrame) {
            ReferenceCountUtil.release(frame);
            seen.run();
        } else {
            context.fireChannelRead(frame);
        }
    }
}
