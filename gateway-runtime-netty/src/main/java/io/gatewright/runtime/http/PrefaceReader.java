package io.gatewright.runtime.http;

import io.gatewright.runtime.codec.Deadline;
import io.gatewright.runtime.listen.ConnectionInfo;
import io.gatewright.runtime.listen.Drain;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.http2.Http2CodecUtil;
import java.util.List;

/** Tells HTTP/2 by prior knowledge (RFC 9113, 3.3) from HTTP/1 by the first bytes, then steps aside. */
final class PrefaceReader extends ByteToMessageDecoder {
    private static final ByteBuf PREFACE = Http2CodecUtil.connectionPrefaceBuf();

    private final HttpConnections connections;
    private final ConnectionInfo info;
    private final long patience;
    private boolean draining;
    private Deadline deadline;

    @SuppressWarnings("NullAway.Init")
    PrefaceReader(HttpConnections connections, ConnectionInfo info, long patience) {
        this.connections = connections;
        this.info = info;
        this.patience = patience;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        deadline = new Deadline(context.channel().eventLoop(), context::close);
        deadline.in(patience);
        context.read();
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        int seen = Math.min(in.readableBytes(), PREFACE.readableBytes());
        boolean same = true;
        for (int i = 0; i < seen && same; i++) {
            same = in.getByte(in.readerIndex() + i) == PREFACE.getByte(i);
        }
        if (same && seen < PREFACE.readableBytes()) {
            context.read();
            return;
        }
        deadline.cancel();
        connections.start(context.pipeline(), info, same);
        if (draining) {
            context.fireUserEventTriggered(Drain.START);
        }
        // what was read so far goes on to the new handlers
        context.pipeline().remove(this);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        draining |= event == Drain.START;
        context.fireUserEventTriggered(event);
    }

    @Override
    protected void handlerRemoved0(ChannelHandlerContext context) {
        deadline.cancel();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) throws Exception {
        deadline.cancel();
        super.channelInactive(context);
    }
}
