package io.gatewright.runtime;

import io.gatewright.runtime.listen.ConnectionInfo;
import io.gatewright.runtime.listen.Drain;
import io.gatewright.runtime.listen.HttpStart;
import io.gatewright.runtime.listen.Transport;
import io.gatewright.runtime.observe.Meters;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;

/**
 * Answers every request with what is known of its connection, one {@code name=value} a line. Stands in for HTTP where only
 * what comes before it is tested.
 */
final class WhoAmI implements HttpStart {
    WhoAmI(RuntimeSettings settings, Transport transport, Meters meters) {}

    @Override
    public void start(ChannelPipeline pipeline, ConnectionInfo info, boolean http2) {
        startClearText(pipeline, info);
    }

    @Override
    public void startClearText(ChannelPipeline pipeline, ConnectionInfo info) {
        pipeline.addLast(new HttpServerCodec(), new HttpObjectAggregator(1 << 20), new Answer(info));
    }

    @Override
    public void close() {}

    private static final class Answer extends ChannelInboundHandlerAdapter {
        private final ConnectionInfo info;
        private boolean draining;

        Answer(ConnectionInfo info) {
            this.info = info;
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ReferenceCountUtil.release(message);
            ConnectionInfo.Tls tls = info.tls();
            String text = "scheme=" + info.scheme()
                    + "\nport=" + info.port()
                    + "\nclient=" + info.client().getAddress().getHostAddress()
                    + "\nlistener=" + (tls == null ? "" : tls.listener().section())
                    + "\nsni=" + info.sni()
                    + "\nalpn=" + (tls == null ? "" : tls.alpn())
                    + "\nsubject="
                    + (tls == null || tls.certificate() == null
                            ? ""
                            : tls.certificate().getSubjectX500Principal().getName())
                    + "\nverified=" + (tls != null && tls.verified())
                    + "\nversion=" + info.snapshots().read().version() + "\n";
            ByteBuf body =
                    ByteBufUtil.encodeString(ctx.alloc(), java.nio.CharBuffer.wrap(text), StandardCharsets.UTF_8);
            var response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK, body);
            response.headers().set(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes());
            if (draining) {
                response.headers().set(HttpHeaderNames.CONNECTION, "close");
            }
            var written = ctx.writeAndFlush(response);
            if (draining) {
                written.addListener(io.netty.channel.ChannelFutureListener.CLOSE);
            }
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            draining |= event == Drain.START;
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }
}
