package io.gatewright.runtime.stream;

import io.gatewright.runtime.listen.ConnectionInfo;
import io.gatewright.runtime.snapshot.Cluster;
import io.gatewright.runtime.snapshot.Snapshot;
import io.gatewright.semantics.decide.ReplyReason;
import io.gatewright.semantics.match.Router;
import io.gatewright.semantics.match.StreamTable;
import io.gatewright.semantics.pick.Balancer;
import io.gatewright.semantics.plan.EndpointsPlan.Endpoint;
import io.gatewright.semantics.plan.ListenerPlan;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetSocketAddress;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** The flow of datagrams between one client and the endpoint chosen for it. On the event loop of its port. */
final class UdpSession {
    /** While the socket to the backend is being made. */
    private static final int MOST_PENDING = 64;

    private final UdpContext context;
    private final Channel server;
    private final InetSocketAddress client;
    private final ListenerPlan listener;
    private final Destination destination;
    private final RelayRecord record;
    private final long idleNanos;
    private final @Nullable Endpoint endpoint;
    private Snapshot seen;
    private @Nullable Channel backend;
    private @Nullable ChannelFuture connecting;
    private long lastActivity = System.nanoTime();
    private long in;
    private long out;
    private int pending;
    private boolean closed;

    UdpSession(
            UdpContext context,
            Channel server,
            InetSocketAddress client,
            ListenerPlan listener,
            Snapshot snapshot,
            Destination destination) {
        this.context = context;
        this.server = server;
        this.client = client;
        this.listener = listener;
        this.seen = snapshot;
        this.destination = destination;
        this.idleNanos = context.settings().limits().udpIdle().toNanos();
        this.record = new RelayRecord(
                new ConnectionInfo(
                        context.gateway(),
                        context.port(),
                        client,
                        (InetSocketAddress) server.localAddress(),
                        null,
                        context.snapshots()),
                listener.listener(),
                null,
                destination);
        context.all().exchangeStarted();
        context.meters().opened();
        this.endpoint = destination instanceof Destination.To to ? endpoint(to.cluster()) : null;
        if (endpoint != null) {
            record.trying(endpoint.host() + ":" + endpoint.port());
            connect(endpoint);
        }
    }

    private static @Nullable Endpoint endpoint(Cluster cluster) {
        int index = Balancer.powerOfTwo()
                .choose(cluster.endpoints(), ThreadLocalRandom.current(), position -> false, position -> 0);
        return index < 0 ? null : cluster.endpoints().get(index);
    }

    private void connect(Endpoint to) {
        ChannelFuture connecting = new Bootstrap()
                .group(server.eventLoop())
                .channel(context.transport().datagramChannel())
                .resolver(context.transport().resolver())
                .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(UdpPort.MOST_BYTES))
                .handler(new Answers())
                .connect(Addresses.of(to));
        backend = connecting.channel();
        connecting.addListener(done -> {
            if (closed || !done.isSuccess()) {
                connecting.channel().close();
            } else {
                record.connected();
            }
        });
        this.connecting = connecting;
    }

    /** Whether the decision behind this session would be the same now, apart from the share it fell into. */
    boolean stillGood(Snapshot now) {
        if (now == seen) {
            return true;
        }
        Router.Listener serving = now.router().listener(listener.listener());
        StreamTable.Entry entry = serving == null ? null : serving.streams().find(null);
        boolean sameRule =
                entry == null ? destination.rule() == null : entry.rule().equals(destination.rule());
        if (!sameRule) {
            return false;
        }
        if (destination instanceof Destination.To to) {
            Cluster cluster = now.cluster(to.cluster().key());
            if (cluster == null
                    || cluster.closed() != null
                    || endpoint == null
                    || cluster.endpoints().stream()
                            .noneMatch(e -> e.host().equals(endpoint.host()) && e.port() == endpoint.port())) {
                return false;
            }
        } else if (destination.rule() != null
                && !now.clusters(destination.rule()).equals(seen.clusters(destination.rule()))) {
            return false; // an endpoint may have come to a backend that had none
        }
        seen = now;
        return true;
    }

    /** Sends a datagram of the client on, or drops it. */
    void forward(ByteBuf content) {
        in += content.readableBytes();
        ChannelFuture ready = connecting;
        Channel to = backend;
        if (to == null || ready == null || closed) {
            context.meters().refused("datagram_dropped"); // does not keep the session alive
            return;
        }
        lastActivity = System.nanoTime();
        if (ready.isDone()) {
            to.write(content.retain());
        } else if (pending < MOST_PENDING) {
            pending++;
            content.retain();
            ready.addListener(done -> {
                pending--;
                if (done.isSuccess() && !closed) {
                    to.writeAndFlush(content);
                } else {
                    content.release();
                }
            });
        } else {
            context.meters().refused("datagram_dropped");
        }
    }

    void flush() {
        if (backend != null) {
            backend.flush();
        }
    }

    boolean idle(long now) {
        return now - lastActivity >= idleNanos;
    }

    void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (backend != null) {
            backend.close();
        }
        context.meters().closed();
        context.meters().relayed(in, out);
        ReplyReason reason = destination instanceof Destination.Nowhere nowhere ? nowhere.reason() : null;
        record.finish(context.settings(), context.all(), reason == null ? null : reason.code(), in, out);
    }

    /** Carries what the endpoint sends to the client. */
    private final class Answers extends SimpleChannelInboundHandler<DatagramPacket> {
        @Override
        protected void channelRead0(ChannelHandlerContext ctx, DatagramPacket packet) {
            lastActivity = System.nanoTime();
            out += packet.content().readableBytes();
            server.write(new DatagramPacket(packet.content().retain(), client));
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext ctx) {
            server.flush();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            context.meters().refused("datagram_unreachable"); // the endpoint's host said so: the next may arrive
        }
    }
}
