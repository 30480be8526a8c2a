package io.gatewright.runtime.listen;

import io.gatewright.runtime.observe.PortMeters;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.haproxy.HAProxyCommand;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyProxiedProtocol.AddressFamily;
import io.netty.util.NetUtil;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Waits for the PROXY protocol header (v1 or v2) that a trusted source must send first, then gives way to the handlers that
 * the connection really needs.
 */
final class ProxyHeader extends ChannelInboundHandlerAdapter {
    private final Duration deadline;
    private final PortMeters meters;
    private final Consumer<InetSocketAddress> next;
    private @Nullable Future<?> timer;
    private boolean refused;

    /** @param next adds handlers behind this one, for a client of this address */
    ProxyHeader(Duration deadline, PortMeters meters, Consumer<InetSocketAddress> next) {
        this.deadline = deadline;
        this.meters = meters;
        this.next = next;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        timer = ctx.executor()
                .schedule(() -> refuse(ctx, "proxy_header_timeout"), deadline.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        if (timer != null) {
            timer.cancel(false);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (!(message instanceof HAProxyMessage header)) {
            ReferenceCountUtil.release(message);
            refuse(ctx, "proxy_header_bad");
            return;
        }
        InetSocketAddress client =
                client(header, (InetSocketAddress) ctx.channel().remoteAddress());
        header.release();
        next.accept(client);
        ctx.pipeline().remove(this);
    }

    /** LOCAL and unknown families speak for the sender itself (PROXY protocol, section 2). */
    private static InetSocketAddress client(HAProxyMessage header, InetSocketAddress peer) {
        AddressFamily family = header.proxiedProtocol().addressFamily();
        boolean ip = family == AddressFamily.AF_IPv4 || family == AddressFamily.AF_IPv6;
        byte[] address = header.command() == HAProxyCommand.PROXY && ip && header.sourceAddress() != null
                ? NetUtil.createByteArrayFromIpAddressString(header.sourceAddress())
                : null;
        if (address == null) {
            return peer;
        }
        try {
            return new InetSocketAddress(InetAddress.getByAddress(address), header.sourcePort());
        } catch (UnknownHostException impossible) {
            return peer; // only thrown for lengths other than 4 and 16
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        refuse(ctx, "proxy_header_bad");
    }

    private void refuse(ChannelHandlerContext ctx, String reason) {
        if (!refused) {
            refused = true;
            meters.refused(reason);
            ctx.close();
        }
    }
}
