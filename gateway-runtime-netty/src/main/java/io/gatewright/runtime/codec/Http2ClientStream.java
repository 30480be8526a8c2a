package io.gatewright.runtime.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2GoAwayFrame;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/** One exchange on an HTTP/2 connection to a backend. */
final class Http2ClientStream extends ChannelInboundHandlerAdapter implements ClientStream {
    private final Http2ClientConnection connection;
    private final HeadLimits limits;
    private @Nullable Events events;
    private int interim;
    private boolean tunnel;
    private boolean toHead;
    private boolean answered;
    private boolean requestDone;
    private boolean responseDone;
    private boolean over;
    private boolean batch;
    private ChannelHandlerContext ctx;

    @SuppressWarnings("NullAway.Init")
    Http2ClientStream(Http2ClientConnection connection, HeadLimits limits) {
        this.connection = connection;
        this.limits = limits;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        ctx = context;
        context.channel().config().setAutoRead(false);
    }

    @Override
    public void request(RequestStart head, boolean last, Events listener) {
        if (over || events != null) {
            return;
        }
        tunnel = head.upgrade() != null;
        toHead = head.method().equals("HEAD");
        Http2Headers block = Http2Heads.encode(head);
        events = listener;
        requestDone = last && !tunnel;
        if (tunnel && !connection.connectProtocol()) {
            ctx.channel().eventLoop().execute(() -> fail(Abort.PROTOCOL));
            return;
        }
        ctx.write(new DefaultHttp2HeadersFrame(block, requestDone)).addListener(written -> {
            if (!written.isSuccess()) {
                // no stream id was taken: the backend has seen nothing
                fail(Abort.REFUSED);
            }
        });
        ctx.read();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object frame) {
        Events listener = events;
        if (over || listener == null || responseDone) {
            ReferenceCountUtil.release(frame);
        } else if (frame instanceof Http2HeadersFrame block) {
            try {
                headers(block, listener);
            } catch (MalformedException e) {
                fail(Abort.PROTOCOL);
                reset(Abort.PROTOCOL);
            }
        } else if (frame instanceof Http2DataFrame data) {
            responseDone = data.isEndStream();
            batch = true;
            listener.onData(data.content(), responseDone);
        } else {
            ReferenceCountUtil.release(frame);
        }
    }

    private void headers(Http2HeadersFrame block, Events listener) throws MalformedException {
        if (answered) {
            HttpHeaders trailers = Http2Heads.trailers(block.headers(), limits);
            responseDone = true;
            batch = true;
            listener.onTrailers(trailers);
            return;
        }
        ResponseStart head = Http2Heads.response(block.headers(), limits, tunnel);
        if (head.informational()) {
            if (++interim > Http1ClientConnection.MAX_INTERIM) {
                throw new MalformedException(Malformed.FRAMING);
            }
            listener.onInform(head);
            ctx.read();
        } else {
            if (block.isEndStream() && !toHead && head.status() != 304 && announcesBody(head)) {
                throw new MalformedException(Malformed.FRAMING);
            }
            answered = true;
            responseDone = block.isEndStream();
            batch = !responseDone;
            listener.onResponse(head, responseDone);
        }
    }

    /** Netty lets such an answer pass, since it does not know the method. */
    private static boolean announcesBody(ResponseStart head) {
        String length = head.headers().get(HttpHeaderNames.CONTENT_LENGTH);
        return length != null && !length.equals("0");
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (batch && !over && events != null) {
            batch = false;
            events.onBatch();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (events != null && !over && context.channel().isWritable()) {
            events.onWritable();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof Http2ResetFrame reset) {
            fail(Abort.of(reset.errorCode()));
        } else if (event instanceof Http2GoAwayFrame) {
            // sent to streams beyond the backend's last one only: not processed
            fail(Abort.REFUSED);
        }
        ReferenceCountUtil.release(event);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        fail(Abort.CLOSED);
        connection.closed();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        fail(cause instanceof java.io.IOException ? Abort.CLOSED : Abort.PROTOCOL);
    }

    private void fail(Abort why) {
        boolean running = !over && events != null && !(requestDone && responseDone);
        over = true;
        if (running && events != null) {
            events.onAbort(why);
        }
        discard();
    }

    @Override
    public EventLoop eventLoop() {
        return ctx.channel().eventLoop();
    }

    @Override
    public ByteBufAllocator alloc() {
        return ctx.alloc();
    }

    @Override
    public void data(ByteBuf part, boolean last) {
        if (over || requestDone) {
            part.release();
        } else {
            requestDone = last;
            ctx.write(new DefaultHttp2DataFrame(part, last), ctx.voidPromise());
        }
    }

    @Override
    public void trailers(HttpHeaders trailers) {
        if (!over && !requestDone) {
            requestDone = true;
            ctx.write(new DefaultHttp2HeadersFrame(Http2Heads.encode(trailers), true), ctx.voidPromise());
        }
    }

    @Override
    public void flush() {
        ctx.flush();
    }

    @Override
    public boolean writable() {
        return ctx.channel().isWritable();
    }

    @Override
    public void demand() {
        if (!over && !responseDone) {
            ctx.read();
        }
    }

    private void reset(Abort why) {
        ctx.writeAndFlush(new DefaultHttp2ResetFrame(why.code()), ctx.voidPromise());
        discard();
    }

    /** Frames that nobody will read wait in the channel, and the channel with them, until it is closed. */
    private void discard() {
        if (ctx.channel().isOpen()) {
            // not from inside a call of the codec, which may be about to reset the stream itself
            ctx.channel().eventLoop().execute(ctx::close);
        }
    }

    @Override
    public void abort(Abort why) {
        if (over || requestDone && responseDone) {
            return;
        }
        over = true;
        if (events == null) {
            ctx.close();
        } else {
            reset(why);
        }
    }
}
