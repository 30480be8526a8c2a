package io.gatewright.runtime.codec;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http2.DefaultHttp2WindowUpdateFrame;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2GoAwayFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2SettingsFrame;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * The gateway's side of an HTTP/2 connection to a backend. It counts as open when the backend's SETTINGS have come: then
 * the peer does speak HTTP/2, and its limits are known.
 */
public final class Http2ClientConnection extends ChannelInboundHandlerAdapter implements ClientConnection {
    private static final int FLUSHES = 256;
    private static final int CONNECTION_WINDOW = 1 << 20;
    private static final int UNLIMITED = 1000;

    private final Owner owner;
    private final HeadLimits limits;
    private int active;
    private long allowed;
    private boolean connectProtocol;
    private boolean ready;
    private boolean retired;
    private boolean gone;
    private ChannelHandlerContext ctx;
    private Http2StreamChannelBootstrap streams;

    @SuppressWarnings("NullAway.Init")
    private Http2ClientConnection(Owner owner, HeadLimits limits) {
        this.owner = owner;
        this.limits = limits;
    }

    /** Puts HTTP/2 at the end of a connected pipeline. {@link Owner#onAvailable} follows, or {@link Owner#onGone}. */
    public static void install(ChannelPipeline pipeline, Owner owner, HeadLimits limits) {
        Http2ClientConnection connection = new Http2ClientConnection(owner, limits);
        pipeline.channel().config().setAutoRead(true);
        pipeline.addLast(
                new FlushConsolidationHandler(FLUSHES, true),
                Http2FrameCodecBuilder.forClient()
                        .initialSettings(Http2Settings.defaultSettings()
                                .pushEnabled(false)
                                .maxHeaderListSize(limits.bytes()))
                        .encoderIgnoreMaxHeaderListSize(false)
                        .decoupleCloseAndGoAway(true)
                        .gracefulShutdownTimeoutMillis(0)
                        .build(),
                new StrayFrames(() -> {}),
                new Http2MultiplexHandler(new ChannelInitializer<Http2StreamChannel>() {
                    @Override
                    protected void initChannel(Http2StreamChannel pushed) {
                        pushed.close();
                    }
                }),
                connection);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        ctx = context;
        streams = new Http2StreamChannelBootstrap(context.channel());
        context.write(new DefaultHttp2WindowUpdateFrame(CONNECTION_WINDOW));
        context.flush();
        context.channel().read();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object frame) {
        try {
            if (frame instanceof Http2SettingsFrame settings) {
                Long most = settings.settings().maxConcurrentStreams();
                if (most != null || !ready) {
                    allowed = most == null ? UNLIMITED : most;
                }
                connectProtocol |= Boolean.TRUE.equals(settings.settings().connectProtocolEnabled());
                ready = true;
                if (available()) {
                    owner.onAvailable(this);
                }
            } else if (frame instanceof Http2GoAwayFrame) {
                leave();
            }
        } finally {
            ReferenceCountUtil.release(frame);
        }
    }

    private void leave() {
        retired = true;
        if (!gone) {
            gone = true;
            owner.onGone(this);
        }
        if (active == 0) {
            ctx.close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        leave();
        context.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }

    @Override
    public boolean available() {
        return ready && !retired && active < allowed && ctx.channel().isActive();
    }

    @Override
    public int active() {
        return active;
    }

    /** Whether the backend takes extended CONNECT (RFC 8441). */
    boolean connectProtocol() {
        return connectProtocol;
    }

    @Override
    public @Nullable ClientStream open() {
        if (!available()) {
            return null;
        }
        Http2ClientStream handler = new Http2ClientStream(this, limits);
        Future<Http2StreamChannel> opened = streams.handler(handler).open();
        if (!opened.isSuccess()) {
            // opening on our own loop is done at once, one way or the other
            return null;
        }
        active++;
        return handler;
    }

    void closed() {
        active--;
        if (retired && active == 0) {
            ctx.close();
        } else if (available()) {
            owner.onAvailable(this);
        }
    }

    @Override
    public void retire() {
        leave();
    }
}
