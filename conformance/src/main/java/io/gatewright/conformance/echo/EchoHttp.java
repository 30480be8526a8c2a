package io.gatewright.conformance.echo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gatewright.conformance.kit.Answer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshakerFactory;
import io.netty.handler.codec.http2.HttpConversionUtil;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Answers requests by telling what they were, as JSON; upgrades to WebSocket and sends frames back. */
final class EchoHttp extends SimpleChannelInboundHandler<Object> {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final EchoIdentity identity;
    private final String protocol;
    private @Nullable WebSocketServerHandshaker webSocket;

    EchoHttp(EchoIdentity identity, String protocol) {
        this.identity = identity;
        this.protocol = protocol;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, Object message) {
        if (message instanceof FullHttpRequest request) {
            request(ctx, request);
        } else if (message instanceof CloseWebSocketFrame close) {
            if (webSocket != null) {
                webSocket.close(ctx, close.retain());
            }
        } else if (message instanceof PingWebSocketFrame ping) {
            ctx.writeAndFlush(new PongWebSocketFrame(ping.content().retain()));
        } else if (message instanceof WebSocketFrame frame) {
            ctx.writeAndFlush(frame.retain());
        }
    }

    private void request(ChannelHandlerContext ctx, FullHttpRequest request) {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        for (Map.Entry<String, String> header : request.headers()) {
            String name = header.getKey().toLowerCase(Locale.ROOT);
            if (!name.startsWith("x-http2-")) {
                headers.computeIfAbsent(name, key -> new ArrayList<>()).add(header.getValue());
            }
        }
        Channel connection = protocol.equals("HTTP/2") ? ctx.channel().parent() : ctx.channel();
        EchoPipeline.Secure secure = connection.attr(EchoPipeline.SECURE).get();
        String word = request.headers().get(EchoRecords.WORD, "");
        Answer.Seen seen = new Answer.Seen(
                identity.service(),
                identity.endpoint(),
                request.method().name(),
                request.uri(),
                request.headers().get(HttpHeaderNames.HOST, ""),
                headers,
                protocol,
                secure.sni(),
                secure.client());
        EchoOrders orders = EchoOrders.read(
                request.headers().get(EchoOrders.HEADER, ""), identity.records().triesBefore(word));
        String token = identity.records().record(word, seen);
        if (request.headers().contains(HttpHeaderNames.UPGRADE, "websocket", true)) {
            upgrade(ctx, request, token);
            return;
        }
        FullHttpResponse response = response(request, orders, seen, token);
        boolean keepAlive = protocol.equals("HTTP/2") || HttpUtil.isKeepAlive(request);
        Runnable answer = () -> answer(ctx, response, orders, keepAlive);
        if (orders.delayMillis() > 0) {
            ctx.executor().schedule(answer, orders.delayMillis(), TimeUnit.MILLISECONDS);
        } else {
            answer.run();
        }
    }

    private void upgrade(ChannelHandlerContext ctx, FullHttpRequest request, String token) {
        WebSocketServerHandshaker handshaker = new WebSocketServerHandshakerFactory(
                        "ws://" + request.headers().get(HttpHeaderNames.HOST), null, true)
                .newHandshaker(request);
        if (handshaker == null) {
            WebSocketServerHandshakerFactory.sendUnsupportedVersionResponse(ctx.channel());
            return;
        }
        webSocket = handshaker;
        HttpHeaders headers = new DefaultHttpHeaders().set(EchoRecords.TOKEN, token);
        handshaker.handshake(ctx.channel(), request, headers, ctx.newPromise());
    }

    private FullHttpResponse response(FullHttpRequest request, EchoOrders orders, Answer.Seen seen, String token) {
        boolean grpc = request.headers().get(HttpHeaderNames.CONTENT_TYPE, "").startsWith("application/grpc");
        ByteBuf content;
        if (grpc) {
            content = Unpooled.copiedBuffer(request.content());
        } else if (orders.body() >= 0) {
            content = Unpooled.buffer(orders.body());
            content.writeZero(orders.body());
        } else {
            content = Unpooled.copiedBuffer(json(seen), StandardCharsets.UTF_8);
        }
        FullHttpResponse response =
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(orders.status()), content);
        HttpHeaders headers = response.headers();
        headers.set(HttpHeaderNames.CONTENT_TYPE, grpc ? "application/grpc" : "application/json");
        headers.set(EchoRecords.TOKEN, token);
        headers.set("x-echo-endpoint", identity.endpoint());
        orders.headers().forEach(headers::add);
        orders.trailers().forEach(response.trailingHeaders()::add);
        String stream = request.headers().get(HttpConversionUtil.ExtensionHeaderNames.STREAM_ID.text());
        if (stream != null) {
            headers.set(HttpConversionUtil.ExtensionHeaderNames.STREAM_ID.text(), stream);
        }
        if (grpc) {
            response.trailingHeaders().set("grpc-status", orders.status() == 200 ? 0 : 14);
            response.setStatus(HttpResponseStatus.OK);
        } else if (request.method().equals(HttpMethod.HEAD)) {
            headers.set(HttpHeaderNames.CONTENT_LENGTH, content.readableBytes());
            content.clear();
        } else if (!orders.trailers().isEmpty() && protocol.equals("HTTP/1.1")) {
            headers.set(HttpHeaderNames.TRANSFER_ENCODING, "chunked");
            headers.set(
                    HttpHeaderNames.TRAILER, String.join(", ", orders.trailers().keySet()));
        } else if (orders.trailers().isEmpty()) {
            headers.set(HttpHeaderNames.CONTENT_LENGTH, content.readableBytes());
        }
        return response;
    }

    private void answer(ChannelHandlerContext ctx, FullHttpResponse response, EchoOrders orders, boolean keepAlive) {
        if (orders.close().equals("before")) {
            response.release();
            ctx.close();
            return;
        }
        if (orders.close().equals("after")) {
            // promise more than is sent, so that the client can tell
            response.headers()
                    .set(HttpHeaderNames.CONTENT_LENGTH, response.content().readableBytes() + 100);
            ctx.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
            return;
        }
        if (!keepAlive) {
            response.headers().set(HttpHeaderNames.CONNECTION, "close");
        }
        ctx.writeAndFlush(response).addListener(future -> {
            if (!keepAlive) {
                ctx.close();
            }
        });
    }

    private static String json(Answer.Seen seen) {
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("service", seen.backend());
        told.put("endpoint", seen.endpoint());
        told.put("method", seen.method());
        told.put("path", seen.path());
        told.put("host", seen.host());
        told.put("protocol", seen.protocol());
        told.put("headers", seen.headers());
        try {
            return JSON.writeValueAsString(told);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }
}
