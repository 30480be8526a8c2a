package io.gatewright.app.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One connection to the demo backend. An answer is made when the request is complete; only {@code /echo} streams. */
final class DemoHandler extends SimpleChannelInboundHandler<HttpObject> {
    private static final ObjectWriter JSON = new ObjectMapper()
            .writer(new DefaultPrettyPrinter(
                    Separators.createDefaultInstance().withObjectFieldValueSpacing(Separators.Spacing.AFTER)));
    private static final int MAX_BODY = 1 << 20;
    private static final int MAX_DELAY_SECONDS = 60;
    private static final String HELP = """
            The demo backend of Gatewright:
              /get            what arrived, as JSON (GET only)
              /anything       the same for every method, with the body
              /headers        only the headers
              /status/404     answers with that status
              /delay/2        answers after that many seconds
              /echo           sends the body back as it comes
              /ws             WebSocket: sends every message back
            """;

    private final String name;
    private @Nullable HttpRequest request;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private boolean echoing;

    DemoHandler(String name) {
        this.name = name;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, HttpObject message) throws IOException {
        if (message instanceof HttpRequest head) {
            request = head;
            body.reset();
            echoing = head.decoderResult().isSuccess() && path(head).equals("/echo");
            if (echoing) {
                startEcho(ctx, head);
            }
        }
        HttpRequest current = request;
        if (current == null || !(message instanceof HttpContent content)) {
            return;
        }
        if (echoing) {
            echo(ctx, current, content);
        } else if (body.size() + content.content().readableBytes() <= MAX_BODY) {
            content.content()
                    .getBytes(
                            content.content().readerIndex(),
                            body,
                            content.content().readableBytes());
        }
        if (message instanceof LastHttpContent) {
            if (!echoing) {
                answer(ctx, current);
            }
            request = null;
        }
    }

    private void startEcho(ChannelHandlerContext ctx, HttpRequest head) {
        HttpResponse response = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
        String type = head.headers().get(HttpHeaderNames.CONTENT_TYPE, "application/octet-stream");
        response.headers().set(HttpHeaderNames.CONTENT_TYPE, type).set("x-backend", name);
        HttpUtil.setTransferEncodingChunked(response, true);
        if (!HttpUtil.isKeepAlive(head)) {
            response.headers().set(HttpHeaderNames.CONNECTION, "close");
        }
        ctx.writeAndFlush(response);
    }

    private void echo(ChannelHandlerContext ctx, HttpRequest head, HttpContent content) {
        if (content.content().isReadable()) {
            ctx.write(new DefaultHttpContent(content.content().retain()));
        }
        if (content instanceof LastHttpContent) {
            var written = ctx.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT);
            if (!HttpUtil.isKeepAlive(head)) {
                written.addListener(ChannelFutureListener.CLOSE);
            }
        }
    }

    private void answer(ChannelHandlerContext ctx, HttpRequest head) {
        if (!head.decoderResult().isSuccess()) {
            send(ctx, head, text(HttpResponseStatus.BAD_REQUEST, "not HTTP\n"));
            return;
        }
        String path = path(head);
        if (path.equals("/")) {
            send(ctx, head, text(HttpResponseStatus.OK, HELP));
        } else if (path.equals("/get")) {
            boolean get = head.method().equals(HttpMethod.GET) || head.method().equals(HttpMethod.HEAD);
            send(ctx, head, get ? json(seen(ctx, head, false)) : text(HttpResponseStatus.METHOD_NOT_ALLOWED, ""));
        } else if (path.equals("/headers")) {
            send(ctx, head, json(Map.of("headers", headers(head))));
        } else if (path.equals("/anything") || path.startsWith("/anything/")) {
            send(ctx, head, json(seen(ctx, head, true)));
        } else if (path.startsWith("/status/")) {
            OptionalInt status = number(path.substring("/status/".length()), 200, 599);
            send(
                    ctx,
                    head,
                    text(
                            status.isPresent()
                                    ? HttpResponseStatus.valueOf(status.getAsInt())
                                    : HttpResponseStatus.BAD_REQUEST,
                            ""));
        } else if (path.startsWith("/delay/")) {
            OptionalInt seconds = number(path.substring("/delay/".length()), 0, MAX_DELAY_SECONDS);
            FullHttpResponse response =
                    seconds.isPresent() ? json(seen(ctx, head, true)) : text(HttpResponseStatus.BAD_REQUEST, "");
            var unused = ctx.executor().schedule(() -> send(ctx, head, response), seconds.orElse(0), TimeUnit.SECONDS);
        } else {
            send(ctx, head, text(HttpResponseStatus.NOT_FOUND, "no such page; `/` lists what there is\n"));
        }
    }

    private Map<String, Object> seen(ChannelHandlerContext ctx, HttpRequest head, boolean all) {
        Map<String, Object> seen = new LinkedHashMap<>();
        Map<String, Object> args = new LinkedHashMap<>();
        new QueryStringDecoder(head.uri())
                .parameters()
                .forEach((key, values) -> args.put(key, values.size() == 1 ? values.get(0) : values));
        seen.put("args", args);
        if (all) {
            seen.put("data", body.toString(StandardCharsets.UTF_8));
        }
        seen.put("headers", headers(head));
        if (all) {
            seen.put("method", head.method().name());
        }
        seen.put(
                "origin",
                ((InetSocketAddress) ctx.channel().remoteAddress()).getAddress().getHostAddress());
        seen.put("url", "http://" + head.headers().get(HttpHeaderNames.HOST, "") + head.uri());
        seen.put("backend", name);
        return seen;
    }

    private static Map<String, String> headers(HttpRequest head) {
        Map<String, String> headers = new LinkedHashMap<>();
        head.headers().forEach(entry -> headers.merge(entry.getKey(), entry.getValue(), (a, b) -> a + "," + b));
        return headers;
    }

    private static String path(HttpRequest head) {
        return new QueryStringDecoder(head.uri()).path();
    }

    private static OptionalInt number(String text, int least, int most) {
        try {
            int value = Integer.parseInt(text);
            return value < least || value > most ? OptionalInt.empty() : OptionalInt.of(value);
        } catch (NumberFormatException e) {
            return OptionalInt.empty();
        }
    }

    private static FullHttpResponse json(Map<String, ?> value) {
        try {
            return response(HttpResponseStatus.OK, "application/json", JSON.writeValueAsString(value) + "\n");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static FullHttpResponse text(HttpResponseStatus status, String text) {
        return response(status, "text/plain; charset=utf-8", text);
    }

    private static FullHttpResponse response(HttpResponseStatus status, String type, String text) {
        ByteBuf bytes = Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
        FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, bytes);
        response.headers().set(HttpHeaderNames.CONTENT_TYPE, type);
        return response;
    }

    private void send(ChannelHandlerContext ctx, HttpRequest head, FullHttpResponse response) {
        int code = response.status().code();
        if (code != 204 && code != 304) {
            response.headers()
                    .setInt(HttpHeaderNames.CONTENT_LENGTH, response.content().readableBytes());
        }
        response.headers().set("x-backend", name);
        if (head.method().equals(HttpMethod.HEAD)) {
            response.content().clear();
        }
        boolean keep = HttpUtil.isKeepAlive(head) && head.decoderResult().isSuccess();
        if (!keep) {
            response.headers().set(HttpHeaderNames.CONNECTION, "close");
        }
        var written = ctx.writeAndFlush(response);
        if (!keep) {
            written.addListener(ChannelFutureListener.CLOSE);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        ctx.flush();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        ctx.channel().config().setAutoRead(ctx.channel().isWritable());
        ctx.fireChannelWritabilityChanged();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }
}
