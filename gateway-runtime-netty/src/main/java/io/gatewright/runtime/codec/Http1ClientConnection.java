package io.gatewright.runtime.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The gateway's side of an HTTP/1.1 connection to a backend: one exchange at a time. An answer that is ambiguous, or bytes
 * that nobody asked for, end the connection.
 */
public final class Http1ClientConnection extends ChannelInboundHandlerAdapter implements ClientConnection {
    /** Interim answers to one request; more are a trick. */
    static final int MAX_INTERIM = 16;

    private enum In {
        /** No exchange; one read is open to notice the backend's close. */
        IDLE,
        HEAD,
        BODY,
        TUNNEL,
        CLOSED
    }

    private final Owner owner;
    private final HeadDecoder heads;
    private final BodyDecoder body;
    private final BodyEncoder out = new BodyEncoder();
    private final Inbox in = new Inbox();
    private In state = In.IDLE;
    private @Nullable Http1ClientTurn turn;
    private int interim;
    private boolean keepAlive;
    private boolean retired;
    private boolean demanded;
    private boolean pumping;
    private boolean readPending;
    private boolean eof;
    /** A head was delivered and nothing after it yet: it should not wait for more. */
    private boolean headAlone;

    private ChannelHandlerContext ctx;

    @SuppressWarnings("NullAway.Init")
    public Http1ClientConnection(Owner owner, HeadLimits limits) {
        this.owner = owner;
        heads = new HeadDecoder(limits);
        body = new BodyDecoder(heads);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        ctx = context;
        context.channel().config().setAutoRead(false);
        context.channel().config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
    }

    @Override
    public boolean available() {
        return state == In.IDLE
                && turn == null
                && !retired
                && !eof
                && ctx.channel().isActive();
    }

    @Override
    public int active() {
        return turn == null ? 0 : 1;
    }

    @Override
    public @Nullable ClientStream open() {
        if (!available()) {
            return null;
        }
        Http1ClientTurn opened = new Http1ClientTurn(this);
        turn = opened;
        return opened;
    }

    @Override
    public void retire() {
        retired = true;
        if (turn == null) {
            close(Abort.CANCEL);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        if (state == In.CLOSED) {
            bytes.release();
        } else {
            in.add(context.alloc(), bytes);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        readPending = false;
        pump();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (turn != null && turn.listening() && context.channel().isWritable()) {
            turn.events().onWritable();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE) {
            eof = true;
            pump();
        } else {
            context.fireUserEventTriggered(event);
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        in.release();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        eof = true;
        if (state == In.BODY || state == In.TUNNEL) {
            // no demand will make more of it: what is here goes out now
            demanded = true;
            pump();
        }
        close(Abort.CLOSED);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        close(Abort.CLOSED);
    }

    private void pump() {
        if (pumping) {
            return;
        }
        pumping = true;
        try {
            while (step()) {
                // again
            }
        } catch (MalformedException e) {
            close(Abort.PROTOCOL);
        } finally {
            pumping = false;
            in.tidy();
        }
        if (headAlone) {
            headAlone = false;
            if (turn != null && turn.listening()) {
                turn.events().onBatch();
            }
        }
        if (!eof && (state == In.IDLE || state == In.HEAD || demanded)) {
            read();
        }
    }

    void read() {
        if (!readPending && state != In.CLOSED) {
            readPending = true;
            ctx.read();
        }
    }

    private boolean step() throws MalformedException {
        switch (state) {
            case HEAD:
                return head();
            case BODY:
                return demanded && batch();
            case TUNNEL:
                return demanded && tunnelled();
            case IDLE:
                if (eof || !in.isEmpty()) {
                    close(Abort.CLOSED);
                }
                return false;
            case CLOSED:
                return false;
        }
        return false;
    }

    private boolean head() throws MalformedException {
        byte[] block = heads.head(in.bytes());
        if (block == null) {
            if (eof) {
                close(heads.started() ? Abort.PROTOCOL : Abort.CLOSED);
            }
            return false;
        }
        Http1ClientTurn current = turn();
        ResponseHeads.Parsed parsed = ResponseHeads.parse(heads, block, current.toHead(), current.upgrade());
        if (parsed.start().informational()) {
            if (++interim > MAX_INTERIM) {
                throw new MalformedException(Malformed.FRAMING);
            }
            current.events().onInform(parsed.start());
            return state == In.HEAD;
        }
        demanded = false;
        keepAlive = parsed.keepAlive();
        if (parsed.start().switching()) {
            state = In.TUNNEL;
            headAlone = true;
            current.events().onResponse(parsed.start(), false);
            return true;
        }
        body.start(parsed.framing());
        state = In.BODY;
        if (body.done()) {
            current.endResponse();
            finished(current, () -> current.events().onResponse(parsed.start(), true));
        } else {
            headAlone = true;
            current.events().onResponse(parsed.start(), false);
        }
        return true;
    }

    private boolean batch() throws MalformedException {
        Http1ClientTurn current = turn();
        boolean any = false;
        ByteBuf part;
        while (state == In.BODY && turn == current && (part = body.next(in.bytes())) != null) {
            any = true;
            headAlone = false;
            if (body.done()) {
                last(current, part);
                return true;
            }
            current.events().onData(part, false);
        }
        if (!any && eof && state == In.BODY) {
            if (body.closed()) {
                last(current, Unpooled.EMPTY_BUFFER);
            } else {
                close(Abort.PROTOCOL);
            }
            return false;
        }
        if (any) {
            demanded = false;
            if (turn == current) {
                current.events().onBatch();
            }
        }
        return any;
    }

    private void last(Http1ClientTurn current, ByteBuf part) {
        demanded = false;
        current.endResponse();
        HttpHeaders trailers = body.trailers();
        finished(current, () -> {
            if (trailers == null) {
                current.events().onData(part, true);
            } else {
                part.release();
                current.events().onTrailers(trailers);
            }
        });
    }

    /** The response is complete. The connection is offered for reuse before the exchange hears it, so it may take it. */
    private void finished(Http1ClientTurn current, Runnable tell) {
        boolean reuse = current.requestDone() && keepAlive && !retired && !eof && in.isEmpty();
        turn = null;
        if (reuse) {
            state = In.IDLE;
            owner.onAvailable(this);
            tell.run();
        } else {
            close(Abort.NOT_WANTED);
            tell.run();
        }
    }

    private boolean tunnelled() {
        Http1ClientTurn current = turn();
        if (!in.isEmpty()) {
            demanded = false;
            current.events().onData(in.takeAll(), false);
        } else if (eof && !current.responseDone()) {
            demanded = false;
            current.endResponse();
            current.events().onData(Unpooled.EMPTY_BUFFER, true);
            tunnelEnds(current);
            return false;
        } else {
            return false;
        }
        if (turn == current) {
            current.events().onBatch();
        }
        return true;
    }

    /** After one direction ended: the connection goes when both have. */
    void tunnelEnds(Http1ClientTurn current) {
        if (turn != current) {
            return;
        }
        if (current.responseDone() && current.requestDone()) {
            turn = null;
            ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(done -> close(Abort.NOT_WANTED));
        } else if (current.requestDone()) {
            ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(done -> closeOutput());
        }
    }

    private void closeOutput() {
        Inbox.closeOutput(ctx);
    }

    void close(Abort why) {
        if (state == In.CLOSED) {
            return;
        }
        state = In.CLOSED;
        in.release();
        ctx.close();
        Http1ClientTurn current = turn;
        turn = null;
        owner.onGone(this);
        if (current != null && current.listening()) {
            current.events().onAbort(why);
        }
    }

    private Http1ClientTurn turn() {
        return Objects.requireNonNull(turn);
    }

    // what a turn needs

    ChannelHandlerContext context() {
        return ctx;
    }

    BodyEncoder encoder() {
        return out;
    }

    boolean current(Http1ClientTurn asking) {
        return turn == asking && state != In.CLOSED;
    }

    boolean tunnelling() {
        return state == In.TUNNEL;
    }

    void sent() {
        state = In.HEAD;
        interim = 0;
        read();
    }

    void demand() {
        demanded = true;
        pump();
    }

    /** Nobody wants the rest. */
    void drop() {
        turn = null;
        close(Abort.CANCEL);
    }

    /** Given back without a request. */
    void unused() {
        turn = null;
        owner.onAvailable(this);
    }
}
