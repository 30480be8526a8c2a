package io.gatewright.runtime.stream;

import io.gatewright.runtime.listen.OpenPort;
import io.gatewright.runtime.snapshot.PortView;
import io.gatewright.runtime.snapshot.Snapshot;
import io.gatewright.semantics.plan.Ack;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A bound UDP socket with a session per client address, which remembers the backend chosen and carries its answers back.
 * Sessions live on the socket's event loop.
 */
final class UdpPort extends SimpleChannelInboundHandler<DatagramPacket> implements OpenPort {
    /** The largest datagram there is. */
    static final int MOST_BYTES = 65_535;

    private final UdpContext context;
    private final Map<InetSocketAddress, UdpSession> sessions = new HashMap<>();
    /** Since the last flush. */
    private final List<UdpSession> touched = new ArrayList<>();

    private @Nullable Channel channel;

    private UdpPort(UdpContext context) {
        this.context = context;
    }

    static UdpPort open(UdpContext context, InetSocketAddress address) throws BindFailed {
        UdpPort port = new UdpPort(context);
        ChannelFuture bound = new Bootstrap()
                .group(context.transport().loops())
                .channel(context.transport().datagramChannel())
                .option(ChannelOption.AUTO_READ, false)
                .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(MOST_BYTES))
                .handler(port)
                .bind(address)
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new BindFailed(bound.cause());
        }
        Channel channel = bound.channel();
        port.channel = channel;
        long period = Math.max(10, context.settings().limits().udpIdle().toMillis() / 4);
        var sweep = channel.eventLoop().scheduleWithFixedDelay(port::expire, period, period, TimeUnit.MILLISECONDS);
        channel.closeFuture().addListener(closed -> {
            sweep.cancel(false);
            port.sessions.values().forEach(UdpSession::close);
            port.sessions.clear();
        });
        return port;
    }

    private Channel channel() {
        Channel bound = channel;
        if (bound == null) {
            throw new IllegalStateException("not bound");
        }
        return bound;
    }

    @Override
    public void serve() {
        channel().config().setAutoRead(true);
    }

    @Override
    public Ack.Bound bound() {
        InetSocketAddress address = (InetSocketAddress) channel().localAddress();
        return new Ack.Bound(context.port(), true, NetUtil.toAddressString(address.getAddress()), address.getPort());
    }

    /** Datagrams promise nothing: the port closes at once, and its sessions with it. */
    @Override
    public CompletableFuture<Void> drain(Duration deadline) {
        channel().close().awaitUninterruptibly();
        return CompletableFuture.completedFuture(null);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, DatagramPacket packet) {
        UdpSession session = session(ctx.channel(), packet.sender());
        if (session == null) {
            context.meters().refused("too_many_sessions");
        } else {
            session.forward(packet.content());
            if (touched.isEmpty() || touched.get(touched.size() - 1) != session) {
                touched.add(session);
            }
        }
    }

    private @Nullable UdpSession session(Channel server, InetSocketAddress client) {
        Snapshot snapshot = context.snapshots().read();
        UdpSession session = sessions.get(client);
        if (session != null) {
            if (session.stillGood(snapshot)) {
                return session;
            }
            session.close();
            sessions.remove(client);
        }
        PortView view = snapshot.port(context.port(), true);
        if (view == null) {
            return null;
        }
        if (sessions.size() >= context.settings().limits().udpSessions()) {
            return null;
        }
        Destination chosen =
                context.destinations().choose(snapshot, view.listeners().get(0), null);
        UdpSession fresh =
                new UdpSession(context, server, client, view.listeners().get(0), snapshot, chosen);
        sessions.put(client, fresh);
        return fresh;
    }

    private void expire() {
        long now = System.nanoTime();
        Iterator<UdpSession> all = sessions.values().iterator();
        while (all.hasNext()) {
            UdpSession session = all.next();
            if (session.idle(now)) {
                session.close();
                all.remove();
            }
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        touched.forEach(UdpSession::flush);
        touched.clear();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        context.meters().refused("socket_error"); // one datagram is lost, the socket stays
    }
}
