package io.gatewright.runtime.codec;

import io.gatewright.runtime.listen.Drain;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http2.DefaultHttp2GoAwayFrame;
import io.netty.handler.codec.http2.DefaultHttp2WindowUpdateFrame;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2PingFrame;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2SettingsFrame;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.netty.util.ReferenceCountUtil;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The client's side of an HTTP/2 connection as a whole: limits, floods, idle time, drain. Each stream is a {@link
 * Http2ServerStream} of its own. What Netty counts (resets, empty frames, continuations, queued control frames, header
 * bytes) is configured here; what it does not (SETTINGS, PING, PRIORITY) is counted here.
 */
public final class Http2ServerConnection extends ChannelInboundHandlerAdapter {
    /** Control frames per window that no honest client needs. */
    private static final int CONTROL_FRAMES = 200;

    private static final long CONTROL_WINDOW = TimeUnit.SECONDS.toNanos(10);
    private static final long DRAIN_GRACE = TimeUnit.SECONDS.toNanos(1);
    private static final int FLUSHES = 256;
    private static final int CONNECTION_WINDOW = 1 << 20;

    private final Http2ServerSettings settings;
    private int streams;
    private boolean draining;
    private boolean lastCall;
    private int controlFrames;
    private long controlWindow;
    private ChannelHandlerContext ctx;
    private boolean leaving;
    /** Streams whose answers are written but not gone, the oldest first. */
    private final Set<Http2ServerStream> ending = new LinkedHashSet<>();

    private Deadline timer;
    private Deadline overdue;

    @SuppressWarnings("NullAway.Init")
    private Http2ServerConnection(Http2ServerSettings settings) {
        this.settings = settings;
    }

    /** Puts HTTP/2 at the end of a pipeline whose next bytes are the client's preface. */
    public static void install(
            ChannelPipeline pipeline, ServerExchanges exchanges, String scheme, Http2ServerSettings settings) {
        Http2FrameCodec codec = Http2FrameCodecBuilder.forServer()
                .initialSettings(Http2Settings.defaultSettings()
                        .maxConcurrentStreams(settings.streams())
                        .maxHeaderListSize(settings.head().bytes())
                        .connectProtocolEnabled(true))
                .decoderEnforceMaxRstFramesPerWindow(settings.resets(), 60)
                .encoderEnforceMaxRstFramesPerWindow(settings.resets(), 60)
                .decoderEnforceMaxConsecutiveEmptyDataFrames(10)
                .decoderEnforceMaxSmallContinuationFrames(16)
                .encoderEnforceMaxQueuedControlFrames(1000)
                .decoupleCloseAndGoAway(true)
                .gracefulShutdownTimeoutMillis(0)
                .build();
        Http2ServerConnection connection = new Http2ServerConnection(settings);
        ChannelHandler perStream = new ChannelInitializer<Http2StreamChannel>() {
            @Override
            protected void initChannel(Http2StreamChannel stream) {
                stream.config().setAutoRead(false);
                stream.pipeline().addLast(new Http2ServerStream(connection, exchanges, scheme, settings.head()));
            }
        };
        pipeline.channel().config().setAutoRead(true);
        // answers of many streams that come in one turn of the event loop leave in one write
        pipeline.addLast(
                new FlushConsolidationHandler(FLUSHES, true),
                codec,
                new StrayFrames(connection::control),
                new Http2MultiplexHandler(perStream),
                connection);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        ctx = context;
        timer = new Deadline(context.channel().eventLoop(), this::late);
        timer.in(settings.idleNanos());
        overdue = new Deadline(context.channel().eventLoop(), this::overdue);
        context.write(new DefaultHttp2WindowUpdateFrame(CONNECTION_WINDOW));
    }

    void opened() {
        streams++;
        timer.clear();
    }

    void closed(Http2ServerStream stream) {
        streams--;
        ending.remove(stream);
        if (ending.isEmpty()) {
            overdue.clear();
        }
        if (streams == 0) {
            timer.in(draining ? DRAIN_GRACE : settings.idleNanos());
            if (lastCall) {
                ctx.close();
            }
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object frame) {
        try {
            if (frame instanceof Http2SettingsFrame || frame instanceof Http2PingFrame ping && !ping.ack()) {
                control();
            }
        } finally {
            ReferenceCountUtil.release(frame);
        }
    }

    /** A frame that costs the client nothing. */
    private void control() {
        if (!leaving && flooded()) {
            leave(Http2Error.ENHANCE_YOUR_CALM);
        }
    }

    private boolean flooded() {
        long now = System.nanoTime();
        if (controlFrames == 0 || now - controlWindow > CONTROL_WINDOW) {
            controlWindow = now;
            controlFrames = 0;
        }
        return ++controlFrames > CONTROL_FRAMES;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event == Drain.START) {
            drain();
        } else {
            context.fireUserEventTriggered(event);
        }
    }

    /** RFC 9113, 6.8: first a warning that refuses nothing, then, when it had time to arrive, the real last stream. */
    private void drain() {
        if (draining) {
            return;
        }
        draining = true;
        ctx.writeAndFlush(new DefaultHttp2GoAwayFrame(Http2Error.NO_ERROR).setExtraStreamIds(Integer.MAX_VALUE));
        new Deadline(ctx.channel().eventLoop(), this::lastCall).in(DRAIN_GRACE);
    }

    private void lastCall() {
        lastCall = true;
        goAway(Http2Error.NO_ERROR);
        if (streams == 0) {
            ctx.close();
        }
    }

    private void late() {
        if (streams == 0) {
            leave(Http2Error.NO_ERROR);
        }
    }

    /** Says goodbye and closes; soon even if the client does not read the goodbye. */
    private void leave(Http2Error why) {
        leaving = true;
        goAway(why).addListener(ChannelFutureListener.CLOSE);
        new Deadline(ctx.channel().eventLoop(), ctx::close).in(DRAIN_GRACE);
    }

    /** The answer of a stream is written; how fast it goes is up to the client's window. */
    void ending(Http2ServerStream stream) {
        ending.add(stream);
        if (ending.size() == 1) {
            overdue.in(settings.idleNanos());
        }
    }

    /** Resets streams whose clients do not take the end of their answers. */
    private void overdue() {
        long now = System.nanoTime();
        for (Http2ServerStream stream : List.copyOf(ending)) {
            long left = stream.endedAt() + settings.idleNanos() - now;
            if (left > 0) {
                overdue.in(left);
                return;
            }
            ending.remove(stream);
            stream.expire();
        }
    }

    private io.netty.channel.ChannelFuture goAway(Http2Error code) {
        return ctx.writeAndFlush(new DefaultHttp2GoAwayFrame(code));
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        timer.cancel();
        overdue.cancel();
        context.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (Http2CodecUtil.getEmbeddedHttp2Exception(cause) == null) {
            context.close();
        } else {
            // RFC 9113, 5.4.1: the codec says GOAWAY with the error and closes; a client that does not read is not
            // waited for
            leaving = true;
            new Deadline(context.channel().eventLoop(), context::close).in(DRAIN_GRACE);
        }
    }
}
