package io.gatewright.runtime.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One exchange on an HTTP/1.1 connection to a backend. Calls after its end do nothing. */
final class Http1ClientTurn implements ClientStream {
    private final Http1ClientConnection connection;
    private @Nullable Events events;
    private boolean toHead;
    private @Nullable String upgrade;
    private boolean requestDone;
    private boolean responseDone;

    Http1ClientTurn(Http1ClientConnection connection) {
        this.connection = connection;
    }

    boolean listening() {
        return events != null;
    }

    Events events() {
        return Objects.requireNonNull(events);
    }

    boolean toHead() {
        return toHead;
    }

    @Nullable
    String upgrade() {
        return upgrade;
    }

    boolean requestDone() {
        return requestDone;
    }

    boolean responseDone() {
        return responseDone;
    }

    void endResponse() {
        responseDone = true;
    }

    @Override
    public EventLoop eventLoop() {
        return context().channel().eventLoop();
    }

    @Override
    public ByteBufAllocator alloc() {
        return context().alloc();
    }

    @Override
    public void request(RequestStart head, boolean last, Events listener) {
        if (!connection.current(this) || events != null) {
            return;
        }
        toHead = head.method().equals("HEAD");
        upgrade = head.upgrade();
        HttpHeaders headers = head.headers();
        long framing = framing(head, last);
        HeadBytes out = HeadBytes.begin();
        Http1Encoder.request(out, head);
        if (upgrade != null) {
            out.field(HttpHeaderNames.CONNECTION, "Upgrade");
            out.field(HttpHeaderNames.UPGRADE, upgrade);
        } else if (headers.contains(HttpHeaderNames.TE)) {
            // RFC 9110, 10.1.4: who sends TE over HTTP/1.1 names it in Connection
            out.field(HttpHeaderNames.CONNECTION, "te");
        }
        if (framing == Framing.CHUNKED) {
            out.field(HttpHeaderNames.TRANSFER_ENCODING, "chunked");
        } else if (last && needsLength(head)) {
            out.field(HttpHeaderNames.CONTENT_LENGTH, "0");
        }
        out.crlf();
        events = listener;
        connection.encoder().start(upgrade != null ? Framing.UNTIL_CLOSE : framing);
        requestDone = last && upgrade == null;
        context().write(out.toBuffer(alloc(), 0), context().voidPromise());
        connection.sent();
    }

    private static long framing(RequestStart head, boolean last) {
        String length = head.headers().get(HttpHeaderNames.CONTENT_LENGTH);
        if (length != null) {
            return Long.parseLong(length);
        }
        return last || head.upgrade() != null ? 0 : Framing.CHUNKED;
    }

    /** RFC 9110, 8.6: a method that usually has a body says so when it has none. */
    private static boolean needsLength(RequestStart head) {
        return !head.headers().contains(HttpHeaderNames.CONTENT_LENGTH)
                && (head.method().equals("POST")
                        || head.method().equals("PUT")
                        || head.method().equals("PATCH"));
    }

    @Override
    public void data(ByteBuf part, boolean last) {
        if (!connection.current(this) || requestDone) {
            part.release();
            return;
        }
        requestDone = last;
        if (!connection.encoder().data(context(), part, last)) {
            connection.close(Abort.INTERNAL);
        } else if (last && connection.tunnelling()) {
            connection.tunnelEnds(this);
        }
    }

    @Override
    public void trailers(HttpHeaders trailers) {
        if (connection.current(this) && !requestDone) {
            requestDone = true;
            if (!connection.encoder().trailers(context(), trailers)) {
                connection.close(Abort.INTERNAL);
            }
        }
    }

    @Override
    public void flush() {
        if (connection.current(this)) {
            context().flush();
        }
    }

    @Override
    public boolean writable() {
        return context().channel().isWritable();
    }

    @Override
    public void demand() {
        if (connection.current(this)) {
            connection.demand();
        }
    }

    @Override
    public void abort(Abort why) {
        if (!connection.current(this)) {
            return;
        }
        if (events == null) {
            connection.unused();
        } else {
            connection.drop();
        }
    }

    private ChannelHandlerContext context() {
        return connection.context();
    }
}
