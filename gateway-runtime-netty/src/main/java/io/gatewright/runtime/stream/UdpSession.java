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
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetSocketAddress;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** The flow of datagrams between one client and the endpoint chosen for it. On the event loop of its port. */
final class UdpSession {
    /** While the socket to the backend is being made. */
    private static final int MOST_PENDING = 64;
    /** Bytes that the socket to the backend does not take at once. */
    private static final int MOST_UNSENT = 256 << 10;
    /** A session lives so long at least, though its endpoint is out of reach. */
    private static final long LOST_NANOS = 100_000_000;
    /** Received from the backend by one system call, where the transport can. */
    private static final int TOGETHER = 4;

    private final UdpContext context;
    private final UdpPort port;
    private final UdpLocal local;
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
    /** The endpoint cannot be reached: a datagram chooses anew, though not each one of a flood. */
    private boolean lost;

    private final long begun = System.nanoTime();

    /**
     * Both ends of the client's way.
     *
     * @param client where datagrams come from
     * @param local where they were sent to
     */
    record Ends(InetSocketAddress client, InetSocketAddress local) {}

    UdpSession(
            UdpContext context,
            UdpPort port,
            UdpLocal local,
            Ends ends,
            ListenerPlan listener,
            Snapshot snapshot,
            Destination destination) {
        this.context = context;
        this.port = port;
        this.local = local;
        this.client = ends.client();
        this.listener = listener;
        this.seen = snapshot;
        this.destination = destination;
        this.idleNanos = context.settings().limits().udpIdle().toNanos();
        this.record = new RelayRecord(
                new ConnectionInfo(
                        context.gateway(), context.port(), ends.client(), ends.local(), null, context.snapshots()),
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
        Bootstrap bootstrap = new Bootstrap()
                .group(local.channel.eventLoop())
                .channel(context.transport().datagramChannel())
                .resolver(context.transport().datagramResolver())
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, UdpPort.waterMark(MOST_UNSENT))
                .handler(new Answers());
        context.transport().receiveTogether(bootstrap, UdpPort.MOST_BYTES, TOGETHER);
        ChannelFuture connecting = bootstrap.connect(Addresses.of(to));
        backend = connecting.channel();
        connecting.addListener(done -> {
            if (closed || !done.isSuccess()) {
                lost |= !done.isSuccess();
                connecting.channel().close();
            } else {
                record.connected();
            }
        });
        this.connecting = connecting;
    }

    /** Whether the decision behind this session would be the same now, apart from the share it fell into. */
    boolean stillGood(Snapshot now) {
        if (lost && System.nanoTime() - begun > LOST_NANOS) {
            return false;
        }
        if (now == seen) {
            return true;
        }
        Router.Listener serving = now.router().listener(listener.listener());
        if (serving == null || !serving.plan().equals(listener)) {
            return false;
        }
        StreamTable.Entry entry = serving.streams().find(null);
        if (!Objects.equals(entry == null ? null : entry.rule(), destination.rule())) {
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
        int bytes = content.readableBytes();
        in += bytes;
        ChannelFuture ready = connecting;
        Channel to = backend;
        if (to == null || ready == null || closed) {
            drop(); // does not keep the session alive
            return;
        }
        lastActivity = System.nanoTime();
        if (ready.isDone()) {
            if (UdpPort.room(to)) {
                to.write(own(to, content), to.voidPromise());
            } else {
                drop();
            }
        } else if (pending < MOST_PENDING && port.mayWait(bytes)) {
            pending++;
            ByteBuf kept = own(to, content);
            ready.addListener(done -> {
                pending--;
                port.arrived(bytes);
                if (done.isSuccess() && !closed) {
                    to.writeAndFlush(kept);
                } else {
                    kept.release();
                }
            });
        } else {
            drop();
        }
    }

    /** A copy: what is received shares one large buffer, which a single datagram that waits would keep whole. */
    private static ByteBuf own(Channel to, ByteBuf content) {
        return to.alloc().buffer(content.readableBytes()).writeBytes(content);
    }

    private void drop() {
        context.meters().refused("datagram_dropped");
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
        ReplyReason unreached = lost ? ReplyReason.CONNECT_FAILED : null;
        ReplyReason reason = destination instanceof Destination.Nowhere nowhere ? nowhere.reason() : unreached;
        record.finish(context.settings(), context.all(), reason == null ? null : reason.code(), in, out);
    }

    /** Carries what the endpoint sends to the client. */
    private final class Answers extends SimpleChannelInboundHandler<DatagramPacket> {
        @Override
        protected void channelRead0(ChannelHandlerContext ctx, DatagramPacket packet) {
            lastActivity = System.nanoTime();
            out += packet.content().readableBytes();
            if (!local.answer(own(ctx.channel(), packet.content()), client)) {
                drop();
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            // the endpoint's host said so: the next may arrive, and where there are others they are tried
            lost |= destination instanceof Destination.To to
                    && to.cluster().endpoints().size() > 1;
            context.meters().refused("datagram_unreachable");
        }
    }
}
