package io.gatewright.runtime.listen;

import io.gatewright.runtime.snapshot.PortView;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import java.net.InetSocketAddress;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * First and last on every accepted connection of a port: counts it, keeps to the limits, takes the PROXY header, and hands
 * it to what the snapshot says of this port now. Shared by all connections of the port.
 */
@Sharable
final class Acceptor extends ChannelInboundHandlerAdapter {
    private final PortContext port;
    private final Set<Channel> open = ConcurrentHashMap.newKeySet();
    private volatile boolean draining;
    private volatile Runnable whenEmpty = () -> {};

    Acceptor(PortContext port) {
        this.port = port;
    }

    /** The connections that are open now. */
    Set<Channel> open() {
        return open;
    }

    /**
     * Asks all connections to end; those accepted while this runs included.
     *
     * @param whenEmpty called once or more, on any thread, when none is left
     */
    void drain(Runnable whenEmpty) {
        this.whenEmpty = whenEmpty;
        draining = true;
        open.forEach(channel -> channel.eventLoop().execute(() -> tellDrain(channel)));
        if (open.isEmpty()) {
            whenEmpty.run();
        }
    }

    private static void tellDrain(Channel channel) {
        channel.pipeline().fireUserEventTriggered(Drain.START);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        if (ctx.channel().isActive()) {
            begin(ctx);
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        begin(ctx);
        ctx.fireChannelActive();
    }

    private void begin(ChannelHandlerContext ctx) {
        Channel channel = ctx.channel();
        if (!open.add(channel)) {
            return;
        }
        port.meters().opened();
        boolean admitted = port.admission().enter();
        channel.closeFuture().addListener(closed -> {
            open.remove(channel);
            port.meters().closed();
            if (admitted) {
                port.admission().leave();
            }
            if (draining && open.isEmpty()) {
                whenEmpty.run();
            }
        });
        if (!admitted) {
            refuse(ctx, "too_many_connections");
            return;
        }
        InetSocketAddress peer = (InetSocketAddress) channel.remoteAddress();
        if (peer == null) {
            channel.close(); // gone before we looked
        } else if (port.settings().proxyProtocol().stream().anyMatch(range -> range.contains(peer.getAddress()))) {
            ctx.pipeline()
                    .addLast(new HAProxyMessageDecoder(true))
                    .addLast(new ProxyHeader(
                            port.settings().limits().handshakeDeadline(), port.meters(), client -> serve(ctx, client)));
        } else {
            serve(ctx, peer);
        }
    }

    private void serve(ChannelHandlerContext ctx, InetSocketAddress client) {
        Channel channel = ctx.channel();
        if (!port.admission().enter(client.getAddress())) {
            refuse(ctx, "too_many_connections_of_client");
            return;
        }
        channel.closeFuture().addListener(closed -> port.admission().leave(client.getAddress()));
        ConnectionInfo info = new ConnectionInfo(
                port.gateway(),
                port.port(),
                client,
                (InetSocketAddress) channel.localAddress(),
                null,
                port.snapshots());
        PortView view = port.snapshots().read().port(port.port(), false);
        if (view == null) {
            refuse(ctx, "port_closing");
            return;
        }
        switch (view.kind()) {
            case HTTP -> {
                port.http().startClearText(ctx.pipeline(), info);
                tellIfDraining(channel);
            }
            case TLS -> ctx.pipeline().addLast(new HelloHandler(port, info, () -> tellIfDraining(channel)));
            case TCP -> {
                StreamStart.Relaying relaying =
                        port.streams().decide(info, view.listeners().get(0), null, port.meters());
                if (relaying == null) {
                    refuse(ctx, "no_destination");
                } else {
                    relaying.start(ctx.pipeline(), info);
                }
            }
            case UDP -> refuse(ctx, "not_served"); // a TCP port is never one
        }
    }

    /** For connections that were not yet able to understand the event when it was sent to all. */
    private void tellIfDraining(Channel channel) {
        if (draining) {
            tellDrain(channel);
        }
    }

    private void refuse(ChannelHandlerContext ctx, String reason) {
        port.meters().refused(reason);
        ctx.channel().config().setOption(ChannelOption.SO_LINGER, 0);
        ctx.channel().close();
    }
}
