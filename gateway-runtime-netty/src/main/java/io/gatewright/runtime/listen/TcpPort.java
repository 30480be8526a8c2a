package io.gatewright.runtime.listen;

import io.gatewright.runtime.RuntimeSettings;
import io.gatewright.semantics.plan.Ack;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A listening TCP socket with the connections it accepted. Opened and closed by the thread that applies plans. */
final class TcpPort implements OpenPort {
    private final int declared;
    private final Channel channel;
    private final Acceptor acceptor;

    private TcpPort(int declared, Channel channel, Acceptor acceptor) {
        this.declared = declared;
        this.channel = channel;
        this.acceptor = acceptor;
    }

    /**
     * Binds and listens, but accepts nothing before {@link #serve()}; the kernel keeps clients waiting meanwhile.
     *
     * @throws BindFailed with the cause
     */
    static TcpPort open(PortContext context, InetSocketAddress address) throws BindFailed {
        RuntimeSettings settings = context.settings();
        int most = settings.limits().bufferBytes();
        Acceptor acceptor = new Acceptor(context);
        ChannelFuture bound = new ServerBootstrap()
                .group(context.transport().loops())
                .channel(context.transport().serverChannel())
                .option(ChannelOption.SO_BACKLOG, settings.backlog())
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.AUTO_READ, false)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(most / 2, most))
                .childHandler(acceptor)
                .bind(address)
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new BindFailed(bound.cause());
        }
        return new TcpPort(context.port(), bound.channel(), acceptor);
    }

    @Override
    public void serve() {
        channel.config().setAutoRead(true);
    }

    @Override
    public Ack.Bound bound() {
        InetSocketAddress address = (InetSocketAddress) channel.localAddress();
        return new Ack.Bound(declared, false, NetUtil.toAddressString(address.getAddress()), address.getPort());
    }

    @Override
    public CompletableFuture<Void> drain(Duration deadline) {
        // waits, so that the address is free when this returns and no further connection can appear
        channel.close().awaitUninterruptibly();
        CompletableFuture<Void> empty = new CompletableFuture<>();
        var timer = channel.eventLoop()
                .schedule(
                        () -> acceptor.open().forEach(Channel::close),
                        Math.max(0, deadline.toMillis()),
                        TimeUnit.MILLISECONDS);
        acceptor.drain(() -> {
            timer.cancel(false);
            empty.complete(null);
        });
        return empty;
    }
}
