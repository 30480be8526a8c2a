package io.gatewright.runtime.stream;

import io.gatewright.runtime.RuntimeSettings;
import io.gatewright.runtime.listen.Transport;
import io.gatewright.runtime.observe.ClusterMeters;
import io.gatewright.runtime.observe.Meters;
import io.gatewright.runtime.observe.PortMeters;
import io.gatewright.runtime.snapshot.Cluster;
import io.gatewright.runtime.tls.BackendTls;
import io.gatewright.semantics.decide.ReplyReason;
import io.gatewright.semantics.pick.Balancer;
import io.gatewright.semantics.plan.EndpointsPlan.Endpoint;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One client connection and its connection to a backend, on one event loop. Neither side is read while the other cannot
 * take what was read; an end of one direction leaves the other open; an error on one side resets the other.
 */
final class Relay {
    private static final int MOST_TRIES = 3;

    private final RuntimeSettings settings;
    private final Transport transport;
    private final Meters meters;
    private final PortMeters port;
    private final ClusterMeters clusterMeters;
    private final RelayRecord record;
    private final Cluster cluster;
    private final BitSet tried = new BitSet();
    private final Half clientHalf = new Half();
    /** What the client sent before the backend was there; bounded, because the client is not read meanwhile. */
    private final Deque<Object> pending = new ArrayDeque<>(2);

    private @Nullable Half backendHalf;
    private boolean established;
    private @Nullable String reason;
    private boolean finished;
    private long lastActivity = System.nanoTime();

    Relay(
            RuntimeSettings settings,
            Transport transport,
            Meters meters,
            PortMeters port,
            RelayRecord record,
            Destination.To destination) {
        this.settings = settings;
        this.transport = transport;
        this.meters = meters;
        this.port = port;
        this.record = record;
        this.cluster = destination.cluster();
        this.clusterMeters = meters.cluster(record.gateway(), cluster.key());
    }

    /** The last handler of the client's pipeline. */
    ChannelHandler client() {
        return clientHalf;
    }

    /** Connects to an endpoint; called once the client's handler is in its pipeline. */
    void connect(Channel client) {
        meters.exchangeStarted();
        client.config().setRecvByteBufAllocator(RelayReads.of(transport.kind()));
        client.closeFuture().addListener(closed -> finish());
        watchIdle(client);
        tryNext(client);
    }

    private void tryNext(Channel client) {
        int index = Balancer.powerOfTwo()
                .choose(cluster.endpoints(), ThreadLocalRandom.current(), tried::get, position -> 0);
        if (index < 0 || tried.get(index) || tried.cardinality() >= MOST_TRIES) {
            end(ReplyReason.CONNECT_FAILED);
            return;
        }
        tried.set(index);
        Endpoint endpoint = cluster.endpoints().get(index);
        record.trying(endpoint.host() + ":" + endpoint.port());
        Half half = new Half();
        half.other = clientHalf;
        int most = settings.limits().bufferBytes();
        int timeout = (int)
                Math.min(Integer.MAX_VALUE, settings.limits().connectTimeout().toMillis());
        ChannelFuture connecting = new Bootstrap()
                .group(client.eventLoop())
                .channel(transport.socketChannel())
                .resolver(transport.resolver())
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, timeout)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.SO_KEEPALIVE, true)
                .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(most / 2, most))
                .option(ChannelOption.RECVBUF_ALLOCATOR, RelayReads.of(transport.kind()))
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel backend) {
                        BackendTls tls = cluster.tls();
                        if (tls != null) {
                            backend.pipeline()
                                    .addLast(tls.newHandler(
                                            backend.alloc(),
                                            endpoint.port(),
                                            settings.limits().connectTimeout()));
                        }
                        backend.pipeline().addLast(half);
                    }
                })
                .connect(Addresses.of(endpoint));
        half.backend = connecting.channel();
        backendHalf = half;
        connecting.addListener(done -> {
            if (!done.isSuccess()) {
                failed(client, half);
            } else if (finished) {
                connecting.channel().close();
            } else {
                clusterMeters.opened();
                connecting.channel().closeFuture().addListener(closed -> clusterMeters.closed());
                if (cluster.tls() == null) {
                    establish(half);
                }
            }
        });
    }

    private void failed(Channel client, Half half) {
        clusterMeters.connectFailed();
        if (backendHalf == half && !finished && !established) {
            backendHalf = null;
            tryNext(client);
        }
    }

    private void establish(Half half) {
        established = true;
        record.connected();
        clientHalf.other = half;
        while (!pending.isEmpty()) {
            clientHalf.pass(pending.poll());
        }
        half.flush();
        if (clientHalf.ended) {
            half.endOutput();
        }
        clientHalf.channel().config().setAutoRead(true);
    }

    private void watchIdle(Channel client) {
        long idle = settings.limits().streamIdle().toNanos();
        if (idle > 0) {
            scheduleIdle(client, idle, idle);
        }
    }

    private void scheduleIdle(Channel client, long idle, long wait) {
        var timer = client.eventLoop()
                .schedule(
                        () -> {
                            long left = lastActivity + idle - System.nanoTime();
                            if (left > 0) {
                                scheduleIdle(client, idle, left);
                            } else {
                                reason = "idle";
                                client.close();
                            }
                        },
                        wait,
                        TimeUnit.NANOSECONDS);
        client.closeFuture().addListener(closed -> timer.cancel(false));
    }

    /** Ends both sides by a reset. */
    private void end(ReplyReason why) {
        reason = reason == null ? why.code() : reason;
        clientHalf.reset();
    }

    /** The client's side is closed: nothing more can happen. */
    private void finish() {
        if (finished) {
            return;
        }
        finished = true;
        while (!pending.isEmpty()) {
            ReferenceCountUtil.release(pending.poll());
        }
        Half half = backendHalf;
        if (half != null && half.backend != null && half.backend.isOpen()) {
            if (reason == null) {
                half.closeAfterFlush();
            } else {
                half.reset();
            }
        }
        long out = half == null ? 0 : half.bytes;
        port.relayed(clientHalf.bytes, out);
        record.finish(settings, meters, reason, clientHalf.bytes, out);
    }

    /** What comes from one side. */
    private final class Half extends ChannelInboundHandlerAdapter {
        /** Where it goes; null until the backend is there. */
        private @Nullable Half other;

        private @Nullable Channel backend;
        private @Nullable ChannelHandlerContext context;
        private long bytes;
        /** No more bytes come from this side. */
        private boolean ended;

        private Channel channel() {
            ChannelHandlerContext ctx = context;
            if (ctx == null) {
                throw new IllegalStateException("not in a pipeline");
            }
            return ctx.channel();
        }

        @Override
        public void handlerAdded(ChannelHandlerContext ctx) {
            context = ctx;
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            lastActivity = System.nanoTime();
            if (finished) {
                ReferenceCountUtil.release(message);
            } else if (other == null) {
                pending.add(message);
            } else {
                pass(message);
            }
        }

        private void pass(Object message) {
            Half to = other;
            if (!(message instanceof ByteBuf buffer) || to == null || to.context == null) {
                ReferenceCountUtil.release(message);
                return;
            }
            int length = buffer.readableBytes();
            bytes += length;
            Channel target = to.context.channel();
            to.context.write(RelayReads.kept(buffer, target));
            if (length >= RelayReads.FULL || !target.isWritable()) {
                // more is read at once, into the same buffer if it is free by then
                to.flush();
                if (!target.isWritable()) {
                    channel().config().setAutoRead(false); // what the socket does not take now stops the reading
                }
            }
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext ctx) {
            if (other != null) {
                other.flush();
            }
        }

        private void flush() {
            if (context != null) {
                context.flush();
            }
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext ctx) {
            // that it is full is noticed, and may be mended, where it was filled: in pass
            Half from = this == clientHalf ? backendHalf : clientHalf;
            if (from != null
                    && from.context != null
                    && established
                    && ctx.channel().isWritable()) {
                from.context.channel().config().setAutoRead(true);
            }
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event instanceof ChannelInputShutdownEvent || event instanceof SslCloseCompletionEvent) {
                ended();
            } else if (event instanceof SslHandshakeCompletionEvent done && this == backendHalf) {
                if (done.isSuccess()) {
                    establish(this);
                } else {
                    ctx.close();
                    failed(clientHalf.channel(), this);
                }
            } else {
                ctx.fireUserEventTriggered(event);
            }
        }

        /** This side sends no more: so neither does the other, once it has passed everything on. */
        private void ended() {
            if (ended) {
                return;
            }
            ended = true;
            Half to = other;
            if (to == null || !established) {
                return; // told when the backend is there
            }
            if (to.ended) {
                clientHalf.closeAfterFlush();
            } else {
                to.endOutput();
            }
        }

        private void endOutput() {
            ChannelHandlerContext ctx = context;
            if (ctx == null) {
                return;
            }
            ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener((ChannelFutureListener) written -> {
                SslHandler tls = written.channel().pipeline().get(SslHandler.class);
                if (tls != null) {
                    tls.closeOutbound();
                } else if (written.channel() instanceof DuplexChannel duplex && duplex.isActive()) {
                    duplex.shutdownOutput();
                }
            });
        }

        private void closeAfterFlush() {
            if (context != null) {
                context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
            }
        }

        private void reset() {
            Channel channel = context == null ? backend : context.channel();
            if (channel != null) {
                if (channel.isOpen()) {
                    channel.config().setOption(ChannelOption.SO_LINGER, 0);
                }
                channel.unsafe().close(channel.newPromise()); // past TLS, which would say goodbye
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            if (this == backendHalf && established && !finished) {
                clientHalf.closeAfterFlush();
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            if (this == clientHalf) {
                end(ReplyReason.CLIENT_CLOSED);
            } else if (this == backendHalf && established) {
                end(ReplyReason.BACKEND_RESET);
            } // else the attempt to connect tells
        }
    }
}
