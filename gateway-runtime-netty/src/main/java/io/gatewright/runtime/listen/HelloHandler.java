package io.gatewright.runtime.listen;

import io.gatewright.runtime.snapshot.PortView;
import io.gatewright.runtime.tls.ClientHello;
import io.gatewright.runtime.tls.HelloReader;
import io.gatewright.runtime.tls.TlsPort;
import io.gatewright.runtime.tls.Unusable;
import io.gatewright.semantics.plan.ListenerPlan;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Waits for the ClientHello, asks the snapshot what becomes of the connection, and gives way to TLS or to a relay, which
 * both get the ClientHello as if nobody had looked at it.
 */
final class HelloHandler extends ByteToMessageDecoder {
    /** A fatal unrecognized_name (RFC 8446, 6). */
    private static final byte[] UNRECOGNIZED_NAME = {21, 3, 3, 0, 2, 2, 112};

    private final PortContext port;
    private final ConnectionInfo info;
    private final Runnable started;
    private final HelloReader reader;
    private final long deadline;
    private @Nullable Future<?> timer;
    private boolean closing;

    /** @param started called when HTTP or a relay has taken the connection over */
    HelloHandler(PortContext port, ConnectionInfo info, Runnable started) {
        this.port = port;
        this.info = info;
        this.started = started;
        this.reader = new HelloReader(port.settings().limits().helloBytes());
        this.deadline =
                System.nanoTime() + port.settings().limits().handshakeDeadline().toNanos();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        timer = ctx.executor()
                .schedule(
                        () -> close(ctx, "hello_timeout", false),
                        Math.max(1, deadline - System.nanoTime()),
                        TimeUnit.NANOSECONDS);
    }

    @Override
    protected void handlerRemoved0(ChannelHandlerContext ctx) {
        if (timer != null) {
            timer.cancel(false);
        }
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        if (closing) {
            in.skipBytes(in.readableBytes());
            return;
        }
        ClientHello hello;
        try {
            hello = reader.read(in);
        } catch (HelloReader.BadHello e) {
            in.skipBytes(in.readableBytes());
            close(ctx, "hello_bad", false);
            return;
        }
        if (hello != null) {
            decide(ctx, in, hello);
        }
    }

    private void decide(ChannelHandlerContext ctx, ByteBuf in, ClientHello hello) {
        PortView view = port.snapshots().read().port(port.port(), false);
        TlsPort tls = view == null ? null : view.tls();
        TlsPort.Choice choice = tls == null ? new TlsPort.Refuse("port_closing", false) : tls.choose(hello);
        if (choice instanceof TlsPort.Terminate terminate) {
            terminate(ctx, in, hello, terminate, tls != null && tls.alert());
        } else if (choice instanceof TlsPort.PassThrough pass) {
            passThrough(ctx, in, hello, pass.listener());
        } else if (choice instanceof TlsPort.Refuse refuse) {
            in.skipBytes(in.readableBytes());
            close(ctx, refuse.reason(), refuse.alert());
        }
    }

    private void passThrough(ChannelHandlerContext ctx, ByteBuf in, ClientHello hello, ListenerPlan listener) {
        StreamStart.Relaying relaying = port.streams().decide(info, listener, hello.serverName(), port.meters());
        if (relaying == null) {
            in.skipBytes(in.readableBytes());
            close(ctx, "no_destination", false);
            return;
        }
        relaying.start(ctx.pipeline(), info);
        ctx.pipeline().remove(this);
    }

    /** @param alert whether TLS itself says what is refused before its handshake */
    private void terminate(
            ChannelHandlerContext ctx, ByteBuf in, ClientHello hello, TlsPort.Terminate choice, boolean alert) {
        StreamStart.Relaying relaying = null;
        if (choice.listener().protocol() == ListenerPlan.Protocol.TLS) {
            // decided before the handshake, so that a refusal comes before anything of TLS is said
            relaying = port.streams().decide(info, choice.listener(), hello.serverName(), port.meters());
            if (relaying == null) {
                in.skipBytes(in.readableBytes());
                close(ctx, "no_destination", false);
                return;
            }
        }
        Duration left = Duration.ofNanos(Math.max(1_000_000, deadline - System.nanoTime()));
        try {
            ctx.pipeline()
                    .addLast(choice.newHandler(ctx.alloc(), left))
                    .addLast(new Handshake(port, info, hello, choice, relaying, started));
        } catch (Unusable e) {
            in.skipBytes(in.readableBytes());
            close(ctx, "certificate_unusable", alert);
            return;
        }
        ctx.pipeline().remove(this);
    }

    private void close(ChannelHandlerContext ctx, String reason, boolean alert) {
        closing = true;
        port.meters().refused(reason);
        if (alert) {
            ctx.writeAndFlush(Unpooled.wrappedBuffer(UNRECOGNIZED_NAME)).addListener(ChannelFutureListener.CLOSE);
        } else {
            ctx.close();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close(); // reset by the client: nothing to tell
    }
}
