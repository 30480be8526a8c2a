package io.gatewright.runtime.stream;

import io.gatewright.runtime.listen.OpenPort;
import io.gatewright.runtime.listen.Transport;
import io.gatewright.runtime.snapshot.PortView;
import io.gatewright.runtime.snapshot.Snapshot;
import io.gatewright.semantics.plan.Ack;
import io.gatewright.semantics.plan.ListenerPlan;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.DatagramPacket;
import io.netty.util.NetUtil;
import java.net.InetAddress;
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
 * A UDP port with a session per client address, which remembers the backend chosen and carries its answers back. All of it
 * lives on one event loop.
 *
 * <p>A socket that is bound to all addresses would answer from whichever the kernel prefers, and a client of another one
 * would not take that. So the first datagram for a local address opens a socket of its own for it, where the transport tells
 * what a datagram was sent to (epoll; IPv4).
 */
final class UdpPort implements OpenPort {
    /** The largest datagram there is. */
    static final int MOST_BYTES = 65_535;
    /** Received by one system call, where the transport can. */
    private static final int TOGETHER = 16;
    /** Local addresses with a socket of their own. */
    private static final int MOST_LOCALS = 64;
    /** What sessions whose backend is not connected yet may keep, all together. */
    private static final int MOST_PENDING_BYTES = 8 << 20;

    private final UdpContext context;
    private final Map<InetAddress, UdpLocal> locals = new HashMap<>();
    /** Since the last flush. */
    private final List<UdpSession> touched = new ArrayList<>();

    private @Nullable UdpLocal main;
    private int sessions;
    private int pendingBytes;

    private UdpPort(UdpContext context) {
        this.context = context;
    }

    static UdpPort open(UdpContext context, InetSocketAddress address) throws BindFailed {
        UdpPort port = new UdpPort(context);
        boolean all = address.getAddress() != null && address.getAddress().isAnyLocalAddress();
        ChannelFuture bound = port.bootstrap(context.transport().datagramLoops(), all)
                .option(ChannelOption.AUTO_READ, false)
                .bind(address)
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new BindFailed(bound.cause());
        }
        Channel channel = bound.channel();
        port.main = new UdpLocal(channel);
        long period = Math.max(10, context.settings().limits().udpIdle().toMillis() / 4);
        var sweep = channel.eventLoop().scheduleWithFixedDelay(port::expire, period, period, TimeUnit.MILLISECONDS);
        channel.closeFuture().addListener(closed -> {
            sweep.cancel(false);
            port.closeAll();
        });
        return port;
    }

    /** @param all whether the socket is for all local addresses, so that each datagram must say which it is for */
    private Bootstrap bootstrap(EventLoopGroup loop, boolean all) {
        Transport transport = context.transport();
        Bootstrap bootstrap = new Bootstrap()
                .group(loop)
                .channel(transport.datagramChannel())
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, waterMark(1 << 20))
                .handler(new Datagrams(all));
        transport.receiveTogether(bootstrap, MOST_BYTES, TOGETHER);
        if (all) {
            transport.tellRecipients(bootstrap);
        }
        return bootstrap;
    }

    static WriteBufferWaterMark waterMark(int most) {
        return new WriteBufferWaterMark(most / 2, most);
    }

    /** Whether one more datagram may be written; what could not be sent for long is dropped, not kept. */
    static boolean room(Channel channel) {
        if (!channel.isWritable()) {
            channel.flush();
        }
        return channel.isWritable();
    }

    private UdpLocal main() {
        UdpLocal bound = main;
        if (bound == null) {
            throw new IllegalStateException("not bound");
        }
        return bound;
    }

    @Override
    public void serve() {
        main().channel.config().setAutoRead(true);
    }

    @Override
    public Ack.Bound bound() {
        InetSocketAddress address = (InetSocketAddress) main().channel.localAddress();
        return new Ack.Bound(context.port(), true, NetUtil.toAddressString(address.getAddress()), address.getPort());
    }

    /** Datagrams promise nothing: the port closes at once, and its sessions with it. */
    @Override
    public CompletableFuture<Void> drain(Duration deadline) {
        Channel channel = main().channel;
        channel.close().awaitUninterruptibly();
        // the sockets of single addresses close on the loop: wait for it, since the address must be free
        channel.eventLoop().submit(this::closeAll).awaitUninterruptibly();
        return CompletableFuture.completedFuture(null);
    }

    private void closeAll() {
        main().sessions.values().forEach(UdpSession::close);
        main().sessions.clear();
        for (UdpLocal local : locals.values()) {
            local.sessions.values().forEach(UdpSession::close);
            local.sessions.clear();
            local.channel.close();
        }
        locals.clear();
        sessions = 0;
    }

    /** Room for so many bytes that wait for a connection; they must be given back by {@link #arrived}. */
    boolean mayWait(int bytes) {
        if (pendingBytes + bytes > MOST_PENDING_BYTES) {
            return false;
        }
        pendingBytes += bytes;
        return true;
    }

    void arrived(int bytes) {
        pendingBytes -= bytes;
    }

    /** Whom a datagram was for. */
    private UdpLocal local(Channel channel, @Nullable InetAddress recipient) {
        UdpLocal main = main();
        if (recipient == null || recipient.isAnyLocalAddress() || recipient.isMulticastAddress()) {
            return main;
        }
        UdpLocal known = locals.get(recipient);
        if (known != null || locals.size() >= MOST_LOCALS || !main.channel.isOpen()) {
            return known == null ? main : known;
        }
        UdpLocal local = new UdpLocal(main.channel);
        locals.put(recipient, local);
        int port = ((InetSocketAddress) main.channel.localAddress()).getPort();
        // both sockets allow it for the moment of binding only: nobody else may ever share the port
        main.channel.config().setOption(ChannelOption.SO_REUSEADDR, true);
        ChannelFuture binding = bootstrap(channel.eventLoop(), false)
                .option(ChannelOption.SO_REUSEADDR, true)
                .bind(recipient, port);
        local.channel = binding.channel();
        binding.addListener(done -> {
            if (main.channel.isOpen()) {
                main.channel.config().setOption(ChannelOption.SO_REUSEADDR, false);
            }
            if (!done.isSuccess()) {
                local.channel = main.channel;
                context.meters().refused("local_address_unusable");
            } else if (locals.get(recipient) == local) {
                local.channel.config().setOption(ChannelOption.SO_REUSEADDR, false);
            } else {
                local.channel.close(); // the port closed meanwhile
            }
        });
        return local;
    }

    private @Nullable UdpSession session(UdpLocal local, InetSocketAddress client, InetSocketAddress at) {
        Snapshot snapshot = context.snapshots().read();
        UdpSession session = local.sessions.get(client);
        if (session != null) {
            if (session.stillGood(snapshot)) {
                return session;
            }
            session.close();
            local.sessions.remove(client);
            sessions--;
        }
        PortView view = snapshot.port(context.port(), true);
        if (view == null) {
            context.meters().refused("port_closing");
            return null;
        }
        if (sessions >= context.settings().limits().udpSessions()) {
            context.meters().refused("too_many_sessions");
            return null;
        }
        ListenerPlan listener = view.listeners().get(0);
        Destination chosen = context.destinations().choose(snapshot, listener, null);
        UdpSession fresh =
                new UdpSession(context, this, local, new UdpSession.Ends(client, at), listener, snapshot, chosen);
        local.sessions.put(client, fresh);
        sessions++;
        return fresh;
    }

    private void expire() {
        long now = System.nanoTime();
        expire(main(), now);
        locals.values().forEach(local -> expire(local, now));
    }

    private void expire(UdpLocal local, long now) {
        Iterator<UdpSession> all = local.sessions.values().iterator();
        while (all.hasNext()) {
            UdpSession session = all.next();
            if (session.idle(now)) {
                session.close();
                all.remove();
                sessions--;
            }
        }
    }

    /** What clients send to one socket. */
    private final class Datagrams extends SimpleChannelInboundHandler<DatagramPacket> {
        private final boolean all;

        Datagrams(boolean all) {
            this.all = all;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, DatagramPacket packet) {
            InetSocketAddress at = packet.recipient() == null
                    ? (InetSocketAddress) ctx.channel().localAddress()
                    : packet.recipient();
            boolean own = all || ctx.channel() != main().channel;
            UdpLocal local = own ? local(ctx.channel(), at.getAddress()) : main();
            UdpSession session = session(local, packet.sender(), at);
            if (session != null) {
                session.forward(packet.content());
                if (touched.isEmpty() || touched.get(touched.size() - 1) != session) {
                    touched.add(session);
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
}
