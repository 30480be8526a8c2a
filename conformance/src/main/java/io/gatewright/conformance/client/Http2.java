package io.gatewright.conformance.client;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2SettingsFrame;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** An HTTP/2 connection that sends one request at a time. */
final class Http2 implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 20;

    private final Channel channel;
    private final @Nullable SslHandler tls;

    private Http2(Channel channel, @Nullable SslHandler tls) {
        this.channel = channel;
        this.tls = tls;
    }

    /** @param sni empty: none is sent */
    static Http2 open(EventLoopGroup group, InetSocketAddress address, @Nullable SslContext tls, String sni)
            throws IOException {
        CompletableFuture<Void> settled = new CompletableFuture<>();
        SslHandler[] handler = new SslHandler[1];
        Bootstrap bootstrap = new Bootstrap()
                .group(group)
                .channel(NioSocketChannel.class)
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel child) {
                        if (tls != null) {
                            handler[0] = sni.isEmpty()
                                    ? tls.newHandler(child.alloc())
                                    : tls.newHandler(child.alloc(), sni, address.getPort());
                            child.pipeline().addLast(handler[0]);
                        }
                        child.pipeline()
                                .addLast(Http2FrameCodecBuilder.forClient()
                                        .initialSettings(
                                                Http2Settings.defaultSettings().maxHeaderListSize(262_144))
                                        .validateHeaders(false)
                                        .build());
                        child.pipeline().addLast(new Http2MultiplexHandler(new ChannelInboundHandlerAdapter()));
                        child.pipeline().addLast(new Settled(settled));
                    }
                });
        Channel channel = bootstrap.connect(address).awaitUninterruptibly().channel();
        if (!channel.isActive()) {
            throw new IOException("connection to " + address + " refused");
        }
        Http2 connection = new Http2(channel, handler[0]);
        await(settled);
        return connection;
    }

    List<Certificate> certificates() throws IOException {
        return tls == null ? List.of() : List.of(tls.engine().getSession().getPeerCertificates());
    }

    Reply exchange(
            String method,
            String scheme,
            String authority,
            String path,
            List<Map.Entry<String, String>> more,
            byte[] body)
            throws IOException {
        Http2Headers headers =
                new DefaultHttp2Headers(false).method(method).scheme(scheme).path(path);
        if (!authority.isEmpty()) {
            headers.authority(authority);
        }
        more.forEach(line -> headers.add(line.getKey(), line.getValue()));
        Collector collector = new Collector(false);
        Http2StreamChannel stream = stream(collector);
        stream.write(new DefaultHttp2HeadersFrame(headers, body.length == 0));
        if (body.length > 0) {
            stream.write(new DefaultHttp2DataFrame(Unpooled.wrappedBuffer(body), true));
        }
        stream.flush();
        return await(collector.reply);
    }

    /** WebSocket by extended CONNECT (RFC 8441): one text frame each way. */
    Reply webSocket(String scheme, String authority, String path, List<Map.Entry<String, String>> more)
            throws IOException {
        Http2Headers headers = new DefaultHttp2Headers(false)
                .method("CONNECT")
                .scheme(scheme)
                .authority(authority)
                .path(path)
                .add(":protocol", "websocket")
                .add("sec-websocket-version", "13");
        more.forEach(line -> headers.add(line.getKey(), line.getValue()));
        Collector collector = new Collector(true);
        Http2StreamChannel stream = stream(collector);
        stream.writeAndFlush(new DefaultHttp2HeadersFrame(headers, false));
        Reply reply = await(collector.reply);
        stream.close();
        return reply;
    }

    private Http2StreamChannel stream(Collector collector) throws IOException {
        try {
            return new Http2StreamChannelBootstrap(channel)
                    .handler(collector)
                    .open()
                    .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("no stream on " + channel, e);
        }
    }

    private static <T> T await(CompletableFuture<T> future) throws IOException {
        try {
            return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            throw new IOException(cause == null ? "failed" : String.valueOf(cause.getMessage()), e);
        } catch (TimeoutException e) {
            throw new IllegalStateException("no answer within " + PATIENCE_SECONDS + " s", e);
        }
    }

    @Override
    public void close() {
        channel.close().awaitUninterruptibly();
    }

    /** Waits for the server's settings: only then is the connection known to work. */
    private static final class Settled extends ChannelInboundHandlerAdapter {
        private final CompletableFuture<Void> settled;

        Settled(CompletableFuture<Void> settled) {
            this.settled = settled;
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            if (message instanceof Http2SettingsFrame) {
                settled.complete(null);
            }
            ReferenceCountUtil.release(message);
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            settled.completeExceptionally(new IOException("connection closed"));
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            settled.completeExceptionally(new IOException(String.valueOf(cause.getMessage()), cause));
            ctx.close();
        }
    }

    /** Gathers one response. */
    private static final class Collector extends ChannelInboundHandlerAdapter {
        private final CompletableFuture<Reply> reply = new CompletableFuture<>();
        private final boolean webSocket;
        private final List<Map.Entry<String, String>> lines = new ArrayList<>();
        private final ByteArrayOutputStream body = new ByteArrayOutputStream();
        private int status;

        Collector(boolean webSocket) {
            this.webSocket = webSocket;
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            if (message instanceof Http2HeadersFrame frame) {
                headers(ctx, frame);
            } else if (message instanceof Http2DataFrame frame) {
                byte[] bytes = new byte[frame.content().readableBytes()];
                frame.content().readBytes(bytes);
                body.writeBytes(bytes);
                if (webSocket && body.size() >= 2 && body.size() >= 2 + body.toByteArray()[1]) {
                    String text = body.toString(StandardCharsets.UTF_8).substring(2);
                    reply.complete(new Reply(status, Reply.headers(lines), text));
                } else if (frame.isEndStream()) {
                    done();
                }
            } else if (message instanceof Http2ResetFrame frame) {
                reply.completeExceptionally(new IOException("stream reset with code " + frame.errorCode()));
            }
            ReferenceCountUtil.release(message);
        }

        private void headers(ChannelHandlerContext ctx, Http2HeadersFrame frame) {
            CharSequence code = frame.headers().status();
            if (code != null && code.charAt(0) == '1') {
                return;
            }
            if (code != null) {
                status = Integer.parseInt(code.toString());
            }
            frame.headers().forEach(line -> {
                if (line.getKey().charAt(0) != ':') {
                    lines.add(
                            Map.entry(line.getKey().toString(), line.getValue().toString()));
                }
            });
            if (frame.isEndStream()) {
                done();
            } else if (webSocket && status == 200) {
                ctx.writeAndFlush(new DefaultHttp2DataFrame(
                        Unpooled.wrappedBuffer(WebSocketFrames.frame(WebSocketFrames.TEXT, "hello"))));
            }
        }

        private void done() {
            reply.complete(new Reply(status, Reply.headers(lines), body.toString(StandardCharsets.UTF_8)));
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            reply.completeExceptionally(new IOException("stream closed without an answer"));
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            reply.completeExceptionally(new IOException(String.valueOf(cause.getMessage()), cause));
        }
    }
}
