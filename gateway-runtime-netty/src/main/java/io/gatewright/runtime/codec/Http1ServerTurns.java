package io.gatewright.runtime.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The turns of one client's HTTP/1 connection: one request with its response at a time, in order, however many requests are
 * pipelined. Reads only on demand, so a slow backend slows the client and nothing piles up here. {@link
 * Http1ServerConnection} tells it what the channel does.
 */
final class Http1ServerTurns {
    /** An idle connection that must go is told so with its next answer, if one comes within this time. */
    private static final long DRAIN_GRACE = TimeUnit.SECONDS.toNanos(1);

    private final ServerExchanges exchanges;
    private final String scheme;
    private final Http1Settings settings;
    private final HeadDecoder heads;
    private final BodyDecoder body;
    private final BodyEncoder out = new BodyEncoder();
    private final Inbox in = new Inbox();
    private In state = In.HEAD;
    private @Nullable Http1Turn turn;
    private boolean demanded;
    private boolean pumping;
    private boolean readPending;
    private boolean eof;
    private boolean draining;
    private boolean headTimed;
    private boolean flushWanted;
    private final Unread unread = new Unread();
    private final ChannelHandlerContext ctx;
    private final Deadline timer;

    Http1ServerTurns(ChannelHandlerContext ctx, ServerExchanges exchanges, String scheme, Http1Settings settings) {
        this.ctx = ctx;
        this.exchanges = exchanges;
        this.scheme = scheme;
        this.settings = settings;
        heads = new HeadDecoder(settings.head());
        body = new BodyDecoder(heads);
        timer = new Deadline(ctx.channel().eventLoop(), this::late);
        timer.in(settings.headNanos());
    }

    // what the channel does

    void bytes(ByteBuf more) {
        if (state == In.CLOSED) {
            more.release();
        } else {
            in.add(ctx.alloc(), more);
        }
    }

    void readComplete() {
        readPending = false;
        pump();
    }

    void writable() {
        Http1Turn current = turn;
        if (current == null) {
            pump();
        } else if (current.listening()) {
            current.events().onWritable();
        }
    }

    void drain() {
        draining = true;
        if (state == In.HEAD && !headTimed) {
            timer.in(Math.min(settings.idleNanos(), DRAIN_GRACE));
        }
    }

    void inputEnded() {
        eof = true;
        pump();
    }

    void removed() {
        in.release();
        out.release();
    }

    /** Goes as far as the bytes and the demand allow. Calls from inside an exchange only change the state. */
    void pump() {
        if (pumping) {
            return;
        }
        pumping = true;
        try {
            while (step()) {
                // again
            }
        } catch (MalformedException e) {
            malformed(e.why());
        } finally {
            pumping = false;
            in.tidy();
        }
        if (flushWanted) {
            flushWanted = false;
            ctx.flush();
        }
        if (wantsBytes()) {
            read();
        }
    }

    private boolean step() throws MalformedException {
        switch (state) {
            case HEAD:
                // who does not read the answers gets no more of them
                return ctx.channel().isWritable() && head();
            case BODY:
                return demanded && batch();
            case DISCARD:
                return discard();
            case TUNNEL:
                return demanded && tunnelled();
            case LINGER:
                linger();
                return false;
            case WHOLE:
            case CLOSED:
                return false;
        }
        return false;
    }

    private boolean wantsBytes() {
        if (eof) {
            return false;
        }
        // when the request is complete one more read stays open, to notice that the client went away
        return switch (state) {
            case HEAD -> ctx.channel().isWritable();
            case DISCARD, LINGER -> true;
            case BODY, TUNNEL -> demanded;
            case WHOLE -> in.isEmpty();
            case CLOSED -> false;
        };
    }

    void read() {
        if (!readPending && state != In.CLOSED) {
            readPending = true;
            ctx.read();
        }
    }

    private boolean head() throws MalformedException {
        byte[] block = heads.head(in.bytes());
        if (block == null) {
            if (eof) {
                closeIfOver();
            } else if (heads.started() && !headTimed) {
                headTimed = true;
                timer.in(settings.headNanos());
            }
            return false;
        }
        timer.clear();
        headTimed = false;
        RequestHeads.Parsed parsed = RequestHeads.parse(heads, block, scheme);
        Http1Turn next = new Http1Turn(this, parsed);
        turn = next;
        demanded = false;
        body.start(parsed.framing());
        state = body.done() ? In.WHOLE : In.BODY;
        next.begun(exchanges.begin(next, parsed.start(), body.done()));
        return true;
    }

    /** Delivers what is there of the body. */
    private boolean batch() throws MalformedException {
        Http1Turn current = turn();
        boolean any = false;
        ByteBuf part;
        while (state == In.BODY && (part = body.next(in.bytes())) != null) {
            any = true;
            boolean last = body.done();
            if (last) {
                state = In.WHOLE;
            }
            HttpHeaders trailers = body.trailers();
            if (last && trailers != null) {
                part.release();
                current.events().onTrailers(trailers);
            } else {
                current.events().onData(part, last);
            }
        }
        if (any) {
            demanded = false;
            current.events().onBatch();
            return true;
        }
        if (eof && state == In.BODY) {
            close();
        }
        return false;
    }

    private boolean tunnelled() {
        Http1Turn current = turn();
        if (!in.isEmpty()) {
            demanded = false;
            current.events().onData(in.takeAll(), false);
        } else if (eof && !current.requestDone()) {
            demanded = false;
            current.endRequest();
            current.events().onData(Unpooled.EMPTY_BUFFER, true);
            if (current.responseDone() && turn == current) {
                answered();
                return false;
            }
        } else {
            return false;
        }
        current.events().onBatch();
        return true;
    }

    private boolean discard() throws MalformedException {
        unread.discard(body, in);
        if (body.done()) {
            nextTurn();
            return true;
        }
        closeIfOver();
        return false;
    }

    private void linger() {
        unread.discard(in);
        closeIfOver();
    }

    /** A client that ended its direction still reads: what is written goes first. */
    private void closeIfOver() {
        boolean unsent = eof && Unread.unsent(ctx.channel());
        if (unsent && state != In.LINGER) {
            leave();
        } else if (eof && !unsent || unread.discarded() > settings.drainBytes()) {
            close();
        }
    }

    /** The answer of the current turn is written, though not flushed. */
    void answered() {
        Http1Turn current = turn();
        turn = null;
        flushWanted = true;
        unread.reset();
        if (state == In.TUNNEL || out.endsWithConnection() || !current.keepAlive()) {
            leave();
        } else if (state == In.BODY) {
            state = In.DISCARD;
            timer.in(settings.lingerNanos());
        } else {
            nextTurn();
        }
        if (!pumping) {
            pump();
        }
    }

    private void nextTurn() {
        state = In.HEAD;
        timer.in(draining ? Math.min(settings.idleNanos(), DRAIN_GRACE) : settings.idleNanos());
    }

    /** Closes after what is written; listens a while if bytes on their way could turn the close into a reset. */
    private void leave() {
        boolean quiet = state != In.BODY && in.isEmpty();
        state = In.LINGER;
        timer.in(settings.lingerNanos());
        ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(done -> {
            if (quiet || eof) {
                close();
            } else if (state == In.LINGER) {
                closeOutput();
                timer.in(settings.lingerNanos());
            }
        });
    }

    /** Ends our direction only. */
    void closeOutput() {
        Inbox.closeOutput(ctx);
    }

    private void malformed(Malformed why) {
        Http1Turn current = turn;
        if (current != null) {
            current.closeAfter();
            demanded = false;
            body.start(0);
            current.events().onAbort(Abort.PROTOCOL);
            return;
        }
        if (state == In.DISCARD) {
            close();
            return;
        }
        timer.clear();
        state = In.BODY;
        demanded = false;
        body.start(0);
        Http1Turn broken = Http1Turn.broken(this);
        turn = broken;
        broken.begun(exchanges.malformed(broken, why));
    }

    private void late() {
        if (state == In.HEAD && heads.started()) {
            malformed(Malformed.SLOW_HEAD);
            pump();
        } else if (unread.flowing(ctx.channel())) {
            timer.in(settings.idleNanos());
        } else {
            close();
        }
    }

    /** Gives the connection up at once. A body that ends with the connection must not look complete: reset. */
    void kill() {
        if (out.endsWithConnection() && state != In.LINGER) {
            ctx.channel().config().setOption(ChannelOption.SO_LINGER, 0);
        }
        turn = null;
        close();
    }

    /** Ends the connection and its turn. Idempotent. */
    void close() {
        if (state == In.CLOSED) {
            return;
        }
        state = In.CLOSED;
        timer.cancel();
        in.release();
        out.release();
        ctx.close();
        Http1Turn current = turn;
        if (current != null) {
            turn = null;
            current.lost();
        }
    }

    private Http1Turn turn() {
        return Objects.requireNonNull(turn);
    }

    // what a turn needs

    ChannelHandlerContext context() {
        return ctx;
    }

    BodyEncoder encoder() {
        return out;
    }

    boolean current(Http1Turn asking) {
        return turn == asking && state != In.CLOSED;
    }

    void demand() {
        demanded = true;
        pump();
    }

    void tunnel() {
        state = In.TUNNEL;
        demanded = false;
    }

    /** Whether the connection can serve on after an answer that starts now. */
    boolean reusable(boolean continueSent) {
        boolean bodyUnread = state == In.BODY;
        boolean over = eof && in.isEmpty();
        return !draining && !over && (!bodyUnread || continueSent && body.left() <= settings.drainBytes());
    }

    boolean tunnelling() {
        return state == In.TUNNEL;
    }
}
