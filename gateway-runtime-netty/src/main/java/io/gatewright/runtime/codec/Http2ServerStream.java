package io.gatewright.runtime.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/** One request with its response on a client's HTTP/2 connection. */
final class Http2ServerStream extends ChannelInboundHandlerAdapter implements ServerStream {
    private final Http2ServerConnection connection;
    private final ServerExchanges exchanges;
    private final String scheme;
    private final HeadLimits limits;
    private @Nullable StreamEvents events;
    private boolean toHead;
    private boolean requestDone;
    private boolean responded;
    private boolean responseDone;
    private boolean over;
    private boolean batch;
    private long endedAt;
    private ChannelHandlerContext ctx;

    @SuppressWarnings("NullAway.Init")
    Http2ServerStream(Http2ServerConnection connection, ServerExchanges exchanges, String scheme, HeadLimits limits) {
        this.connection = connection;
        this.exchanges = exchanges;
        this.scheme = scheme;
        this.limits = limits;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        ctx = context;
        connection.opened();
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        context.read();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object frame) {
        try {
            if (frame instanceof Http2HeadersFrame block) {
                if (events == null) {
                    begin(block);
                } else {
                    requestDone = true;
                    HttpHeaders trailers = Http2Heads.trailers(block.headers(), limits);
                    if (!over) {
                        batch = true;
                        events.onTrailers(trailers);
                    }
                }
                return;
            }
        } catch (MalformedException e) {
            malformed(e.why());
            return;
        }
        if (frame instanceof Http2DataFrame data && events != null && !over) {
            requestDone = data.isEndStream();
            batch = true;
            events.onData(data.content(), requestDone);
        } else {
            ReferenceCountUtil.release(frame);
        }
    }

    private void begin(Http2HeadersFrame block) throws MalformedException {
        requestDone = block.isEndStream();
        RequestStart start = Http2Heads.request(block.headers(), scheme, limits);
        toHead = start.method().equals("HEAD");
        StreamEvents listener = exchanges.begin(this, start, requestDone);
        events = listener;
    }

    private void malformed(Malformed why) {
        if (events == null) {
            events = exchanges.malformed(this, why);
        } else {
            fail(Abort.PROTOCOL);
            reset(Abort.PROTOCOL);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (batch && events != null && !over) {
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
        }
        ReferenceCountUtil.release(event);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        connection.closed(this);
        fail(Abort.CLOSED);
    }

    /** Netty found the stream malformed (a body that contradicts its length, say) and resets it after this. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        fail(cause instanceof java.io.IOException ? Abort.CLOSED : Abort.PROTOCOL);
    }

    private void fail(Abort why) {
        if (!over && events != null && !(requestDone && responseDone)) {
            over = true;
            events.onAbort(why);
        }
        over = true;
        discard();
    }

    @Override
    public String protocol() {
        return "HTTP/2";
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
    public void inform(ResponseStart head) {
        if (!over && !responded) {
            ctx.write(new DefaultHttp2HeadersFrame(Http2Heads.encode(head), false), ctx.voidPromise());
        }
    }

    @Override
    public void respond(ResponseStart head, boolean last) {
        if (over || responded) {
            return;
        }
        if (head.status() == 204) {
            head.headers().remove(HttpHeaderNames.CONTENT_LENGTH);
        }
        DefaultHttp2HeadersFrame frame = new DefaultHttp2HeadersFrame(Http2Heads.encode(head), last);
        responded = true;
        ended(ctx.write(frame), last);
    }

    @Override
    public void data(ByteBuf part, boolean last) {
        if (over || !responded || responseDone) {
            part.release();
        } else if (toHead) {
            part.release();
            if (last) {
                ended(ctx.write(new DefaultHttp2DataFrame(Unpooled.EMPTY_BUFFER, true)), true);
            }
        } else {
            ended(ctx.write(new DefaultHttp2DataFrame(part, last)), last);
        }
    }

    @Override
    public void trailers(HttpHeaders trailers) {
        if (!over && responded && !responseDone) {
            ended(ctx.write(new DefaultHttp2HeadersFrame(Http2Heads.encode(trailers), true)), true);
        }
    }

    /** RFC 9113, 8.1: when the whole answer is out, a client that still sends is asked to stop. */
    private void ended(ChannelFuture written, boolean last) {
        if (!last) {
            return;
        }
        responseDone = true;
        if (!written.isDone()) {
            endedAt = System.nanoTime();
            connection.ending(this);
        }
        if (!requestDone) {
            written.addListener(done -> {
                if (!requestDone && !over) {
                    over = true;
                    reset(Abort.NOT_WANTED);
                }
            });
        }
    }

    long endedAt() {
        return endedAt;
    }

    /** The client does not take the end of the answer. */
    void expire() {
        over = true;
        reset(Abort.CANCEL);
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
    public void flush() {
        ctx.flush();
    }

    @Override
    public boolean writable() {
        return ctx.channel().isWritable();
    }

    @Override
    public void demand() {
        if (!over && !requestDone) {
            ctx.read();
        }
    }

    @Override
    public void abort(Abort why) {
        if (!over && !(requestDone && responseDone)) {
            over = true;
            reset(why);
        }
    }
}
