package io.gatewright.runtime.upstream;

import io.gatewright.runtime.codec.ClientConnection;
import io.gatewright.runtime.codec.Deadline;
import io.gatewright.runtime.codec.Http1ClientConnection;
import io.gatewright.runtime.codec.Http2ClientConnection;
import io.gatewright.runtime.tls.BackendTls;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a pool, from the attempt to its end. As the first handler of the pipeline it sees the socket connect,
 * the TLS handshake, and failures of either; then it steps aside.
 */
final class Slot extends ChannelInboundHandlerAdapter implements ClientConnection.Owner {
    private enum State {
        CONNECTING,
        READY,
        GONE
    }

    private final EndpointPool pool;
    private final Deadline setUp;
    private State state = State.CONNECTING;
    private @Nullable Channel channel;
    private @Nullable ClientConnection connection;
    private boolean speaking;
    private boolean free;
    private boolean used;
    private long idleSince;

    Slot(EndpointPool pool) {
        this.pool = pool;
        setUp = new Deadline(pool.loop(), () -> failed(ConnectFailure.Kind.TIMEOUT, "connecting took too long"));
    }

    void connect() {
        setUp.in(pool.connector().limits().connectTimeout().toNanos());
        ChannelFuture connecting = pool.connector().connect(pool.loop(), pool.endpoint(), this);
        channel = connecting.channel();
        connecting.addListener(done -> {
            if (!done.isSuccess()) {
                boolean late = done.cause() instanceof io.netty.channel.ConnectTimeoutException;
                failed(
                        late ? ConnectFailure.Kind.TIMEOUT : ConnectFailure.Kind.REFUSED,
                        String.valueOf(done.cause().getMessage()));
            }
        });
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        if (state != State.CONNECTING) {
            context.close();
            return;
        }
        BackendTls tls = pool.tls();
        if (tls == null) {
            speak(context.pipeline());
        } else {
            context.pipeline()
                    .addFirst(tls.newHandler(
                            context.alloc(),
                            pool.endpoint().port(),
                            pool.connector().limits().connectTimeout()));
        }
        context.fireChannelActive();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof SslHandshakeCompletionEvent handshake && state == State.CONNECTING) {
            if (!handshake.isSuccess()) {
                failed(ConnectFailure.Kind.TLS, String.valueOf(handshake.cause().getMessage()));
            } else {
                String agreed = Objects.requireNonNull(context.pipeline().get(SslHandler.class))
                        .applicationProtocol();
                if (pool.http2() && !"h2".equals(agreed)) {
                    failed(ConnectFailure.Kind.PROTOCOL, "the backend does not offer HTTP/2");
                } else {
                    speak(context.pipeline());
                }
            }
        }
        context.fireUserEventTriggered(event);
    }

    private void speak(ChannelPipeline pipeline) {
        speaking = true;
        pool.opened();
        pipeline.channel().closeFuture().addListener(closed -> pool.closed());
        if (pool.http2()) {
            Http2ClientConnection.install(pipeline, this, pool.connector().heads());
        } else {
            Http1ClientConnection http1 =
                    new Http1ClientConnection(this, pool.connector().heads());
            pipeline.addLast(http1);
            onAvailable(http1);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        failed(
                speaking ? ConnectFailure.Kind.PROTOCOL : ConnectFailure.Kind.REFUSED,
                "the backend closed the new connection");
        context.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (state == State.CONNECTING && speaking) {
            context.fireExceptionCaught(cause);
        } else {
            // a failed handshake arrives as an event too
            context.close();
        }
    }

    @Override
    public void onAvailable(ClientConnection available) {
        if (state == State.CONNECTING) {
            state = State.READY;
            setUp.cancel();
            connection = available;
            if (channel != null) {
                channel.pipeline().remove(this);
            }
            pool.connected();
        }
        if (state == State.READY) {
            pool.available(this);
        }
    }

    @Override
    public void onGone(ClientConnection gone) {
        if (state == State.READY) {
            state = State.GONE;
            pool.gone(this);
        } else {
            failed(ConnectFailure.Kind.PROTOCOL, "the backend does not speak HTTP/2");
        }
    }

    private void failed(ConnectFailure.Kind kind, String message) {
        if (state != State.CONNECTING) {
            return;
        }
        state = State.GONE;
        setUp.cancel();
        if (channel != null) {
            channel.close();
        }
        pool.connectFailed(this, new ConnectFailure(kind, message));
    }

    ClientConnection connection() {
        return Objects.requireNonNull(connection);
    }

    boolean ready() {
        return state == State.READY;
    }

    /** Whether it has served before; remembers that it does now. */
    boolean reused() {
        boolean before = used;
        used = true;
        return before;
    }

    /** Whether the pool has it among those that can take an exchange. */
    boolean free() {
        return free;
    }

    void free(boolean now) {
        free = now;
    }

    void idle(long now) {
        idleSince = now;
    }

    long idleSince() {
        return idleSince;
    }

    /** Takes nothing new. */
    void retire() {
        if (state == State.CONNECTING) {
            failed(ConnectFailure.Kind.CLOSED, "the cluster is gone");
        } else if (state == State.READY) {
            connection().retire();
        }
    }
}
