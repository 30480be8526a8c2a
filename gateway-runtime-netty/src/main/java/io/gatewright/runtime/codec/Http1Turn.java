package io.gatewright.runtime.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One request with its response on a client's HTTP/1 connection. Calls after its end do nothing. */
final class Http1Turn implements ServerStream {
    private static final ByteBuf CONTINUE = Unpooled.unreleasableBuffer(Unpooled.directBuffer()
            .writeBytes("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII))
            .asReadOnly());

    private final Http1ServerTurns connection;
    private final boolean http10;
    private final boolean toHead;
    private final @Nullable String upgrade;
    private boolean keepAlive;
    private boolean continueDue;
    private boolean responded;
    private boolean requestDone;
    private boolean responseDone;
    private boolean lost;
    private @Nullable StreamEvents events;

    Http1Turn(Http1ServerTurns connection, RequestHeads.Parsed parsed) {
        this.connection = connection;
        http10 = parsed.http10();
        toHead = parsed.start().method().equals("HEAD");
        upgrade = parsed.start().upgrade();
        keepAlive = parsed.keepAlive();
        continueDue = parsed.expects();
    }

    private Http1Turn(Http1ServerTurns connection) {
        this.connection = connection;
        http10 = false;
        toHead = false;
        upgrade = null;
        keepAlive = false;
    }

    /** A turn without a request: one answer can be given, then the connection closes. */
    static Http1Turn broken(Http1ServerTurns connection) {
        return new Http1Turn(connection);
    }

    void begun(StreamEvents listener) {
        events = listener;
        if (lost) {
            listener.onAbort(Abort.CLOSED);
        }
    }

    /** The connection died, perhaps while the exchange was being made. */
    void lost() {
        if (events == null) {
            lost = true;
        } else {
            events.onAbort(Abort.CLOSED);
        }
    }

    boolean listening() {
        return events != null;
    }

    StreamEvents events() {
        return Objects.requireNonNull(events);
    }

    boolean keepAlive() {
        return keepAlive;
    }

    void closeAfter() {
        keepAlive = false;
    }

    boolean requestDone() {
        return requestDone;
    }

    boolean responseDone() {
        return responseDone;
    }

    void endRequest() {
        requestDone = true;
    }

    @Override
    public String protocol() {
        return http10 ? "HTTP/1.0" : "HTTP/1.1";
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
    public void demand() {
        if (!connection.current(this)) {
            return;
        }
        if (continueDue && !responded) {
            continueDue = false;
            context().writeAndFlush(CONTINUE.duplicate(), context().voidPromise());
        }
        connection.demand();
    }

    @Override
    public void inform(ResponseStart head) {
        if (connection.current(this) && !http10 && !responded) {
            context().write(encoded(head, 0), context().voidPromise());
        }
    }

    @Override
    public void respond(ResponseStart head, boolean last) {
        if (!connection.current(this) || responded) {
            return;
        }
        HttpHeaders headers = head.headers();
        if (head.switching()) {
            headers.set(HttpHeaderNames.CONNECTION, "Upgrade");
            headers.set(HttpHeaderNames.UPGRADE, Objects.requireNonNull(upgrade));
            headers.remove(HttpHeaderNames.CONTENT_LENGTH);
            connection.encoder().start(Framing.UNTIL_CLOSE);
            context().write(encoded(head, 0), context().voidPromise());
            responded = true;
            connection.tunnel();
            return;
        }
        long framing = framing(head, last);
        keepAlive &= connection.reusable(!continueDue) && framing != Framing.UNTIL_CLOSE;
        if (!keepAlive) {
            headers.set(HttpHeaderNames.CONNECTION, "close");
        } else if (http10) {
            headers.set(HttpHeaderNames.CONNECTION, "keep-alive");
        }
        connection.encoder().start(framing);
        if (last) {
            context().write(encoded(head, 0), context().voidPromise());
            responded = true;
            end();
        } else {
            connection.encoder().hold(encoded(head, connection.encoder().room()));
            responded = true;
        }
    }

    /** RFC 9112, 6.3; adds the header that says it. */
    private long framing(ResponseStart head, boolean last) {
        HttpHeaders headers = head.headers();
        int status = head.status();
        if (status == 204) {
            headers.remove(HttpHeaderNames.CONTENT_LENGTH);
            return BodyEncoder.NONE;
        }
        if (toHead || status == 304) {
            return BodyEncoder.NONE;
        }
        String length = headers.get(HttpHeaderNames.CONTENT_LENGTH);
        if (length != null) {
            long announced = Long.parseLong(length);
            if (announced < 0 || last && announced > 0) {
                throw new IllegalArgumentException("the announced length is not that of the body");
            }
            return announced;
        }
        if (last) {
            headers.set(HttpHeaderNames.CONTENT_LENGTH, "0");
            return 0;
        }
        if (http10) {
            return Framing.UNTIL_CLOSE;
        }
        headers.set(HttpHeaderNames.TRANSFER_ENCODING, "chunked");
        return Framing.CHUNKED;
    }

    private ByteBuf encoded(ResponseStart head, int room) {
        HeadBytes out = HeadBytes.begin();
        Http1Encoder.response(out, head);
        out.crlf();
        return out.toBuffer(alloc(), room);
    }

    @Override
    public void data(ByteBuf part, boolean last) {
        if (!connection.current(this) || !responded || responseDone) {
            part.release();
            return;
        }
        if (!connection.encoder().data(context(), part, last)) {
            abort(Abort.INTERNAL);
        } else if (last) {
            end();
        }
    }

    @Override
    public void trailers(HttpHeaders trailers) {
        if (connection.current(this) && responded && !responseDone) {
            if (connection.encoder().trailers(context(), trailers)) {
                end();
            } else {
                abort(Abort.INTERNAL);
            }
        }
    }

    private void end() {
        responseDone = true;
        if (connection.tunnelling() && !requestDone) {
            context().writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(done -> connection.closeOutput());
        } else {
            connection.answered();
        }
    }

    @Override
    public void flush() {
        if (connection.current(this)) {
            connection.encoder().head(context());
            context().flush();
        }
    }

    @Override
    public boolean writable() {
        return context().channel().isWritable();
    }

    @Override
    public void abort(Abort why) {
        if (connection.current(this)) {
            responseDone = true;
            connection.kill();
        }
    }

    private ChannelHandlerContext context() {
        return connection.context();
    }
}
