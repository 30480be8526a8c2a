package io.gatewright.runtime.codec;

import io.gatewright.runtime.listen.Drain;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;

/** The client's side of an HTTP/1 connection, as a handler of its channel; what it means is in {@link Http1ServerTurns}. */
public final class Http1ServerConnection extends ChannelInboundHandlerAdapter {
    private final ServerExchanges exchanges;
    private final String scheme;
    private final Http1Settings settings;
    private Http1ServerTurns turns;

    /** @param scheme {@code http} or {@code https}: what the requests of this connection are */
    @SuppressWarnings("NullAway.Init") // handlerAdded comes before every other event
    public Http1ServerConnection(ServerExchanges exchanges, String scheme, Http1Settings settings) {
        this.exchanges = exchanges;
        this.scheme = scheme;
        this.settings = settings;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        context.channel().config().setAutoRead(false);
        context.channel().config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        turns = new Http1ServerTurns(context, exchanges, scheme, settings);
        if (context.channel().isActive()) {
            turns.read();
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        turns.read();
        context.fireChannelActive();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        turns.bytes((ByteBuf) message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        turns.readComplete();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (context.channel().isWritable()) {
            turns.writable();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event == Drain.START) {
            turns.drain();
        } else if (event == ChannelInputShutdownEvent.INSTANCE) {
            turns.inputEnded();
        } else {
            context.fireUserEventTriggered(event);
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        turns.removed();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        turns.close();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        turns.close();
    }
}
