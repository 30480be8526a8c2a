package io.gatewright.runtime.upstream;

import io.gatewright.runtime.Limits;
import io.gatewright.runtime.codec.HeadLimits;
import io.gatewright.runtime.listen.Transport;
import io.gatewright.semantics.plan.EndpointsPlan.Endpoint;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** Opens sockets to endpoints. */
final class Connector {
    private final Transport transport;
    private final Limits limits;
    private final HeadLimits heads;

    Connector(Transport transport, Limits limits) {
        this.transport = transport;
        this.limits = limits;
        heads = new HeadLimits(limits.requestLineBytes(), limits.headerBytes(), limits.headers());
    }

    Limits limits() {
        return limits;
    }

    /** Bounds of what a backend may answer. */
    HeadLimits heads() {
        return heads;
    }

    /** @param first the first handler, which sees the connection become active */
    ChannelFuture connect(EventLoop loop, Endpoint endpoint, ChannelHandler first) {
        Bootstrap bootstrap = new Bootstrap()
                .group(loop)
                .channel(transport.socketChannel())
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.SO_KEEPALIVE, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int)
                        limits.connectTimeout().toMillis())
                .option(
                        ChannelOption.WRITE_BUFFER_WATER_MARK,
                        new WriteBufferWaterMark(limits.bufferBytes() / 2, limits.bufferBytes()))
                .handler(first);
        InetAddress address = NetUtil.createInetAddressFromIpAddressString(endpoint.host());
        if (address != null) {
            return bootstrap.disableResolver().connect(new InetSocketAddress(address, endpoint.port()));
        }
        return bootstrap
                .resolver(transport.resolver())
                .connect(InetSocketAddress.createUnresolved(endpoint.host(), endpoint.port()));
    }
}
