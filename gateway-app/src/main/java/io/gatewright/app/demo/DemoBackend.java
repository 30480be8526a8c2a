package io.gatewright.app.demo;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpServerExpectContinueHandler;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/**
 * A small HTTP/1.1 server that answers like httpbin: {@code /get}, {@code /headers}, {@code /anything}, {@code /status/N},
 * {@code /delay/N}, {@code /echo}, and a WebSocket echo at {@code /ws}. For demonstrations and tests; it limits nothing
 * and belongs on loopback.
 */
public final class DemoBackend implements AutoCloseable {
    private final EventLoopGroup loop;
    private final Channel server;
    private final ChannelGroup connections;

    private DemoBackend(EventLoopGroup loop, Channel server, ChannelGroup connections) {
        this.loop = loop;
        this.server = server;
        this.connections = connections;
    }

    /**
     * Binds and serves.
     *
     * @param name shown in every answer as {@code backend}, so that one sees which of several backends answered
     * @param address where to listen; port 0 takes any free port
     * @throws IOException if the address cannot be bound
     */
    public static DemoBackend start(String name, InetSocketAddress address) throws IOException {
        EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
        var bound = new ServerBootstrap()
                .group(loop)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        connections.add(channel);
                        channel.pipeline()
                                .addLast(new HttpServerCodec())
                                .addLast(new HttpServerExpectContinueHandler())
                                .addLast(new WebSocketServerProtocolHandler(WebSocketServerProtocolConfig.newBuilder()
                                        .websocketPath("/ws")
                                        .checkStartsWith(true)
                                        .maxFramePayloadLength(1 << 20)
                                        .build()))
                                .addLast(new DemoSocket())
                                .addLast(new DemoHandler(name));
                    }
                })
                .bind(address)
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            loop.shutdownGracefully(0, 0, TimeUnit.SECONDS);
            throw new IOException(
                    "demo backend `" + name + "`: cannot listen on `" + text(address) + "`", bound.cause());
        }
        return new DemoBackend(loop, bound.channel(), connections);
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return (InetSocketAddress) server.localAddress();
    }

    /** Closes the port and all connections at once, and waits until that is done. */
    @Override
    public void close() {
        server.close().awaitUninterruptibly();
        // an event loop that is told to end while it is busy would leave them open
        connections.close().awaitUninterruptibly();
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    static String text(InetSocketAddress address) {
        return address.getHostString() + ":" + address.getPort();
    }
}
