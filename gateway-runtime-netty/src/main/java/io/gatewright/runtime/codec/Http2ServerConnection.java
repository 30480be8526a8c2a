package io.gatewright.runtime.codec;

import io.gatewright.runtime.listen.Drain;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http2.Http2Error;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** A client's HTTP/2 connection: which streams it may open, idle time, drain, and clients that do not take their answers. */
public final class Http2ServerConnection extends Http2Connection {
    private final ServerExchanges exchanges;
    private final String scheme;
    private final Http2ServerSettings settings;
    /** Streams whose answers are written but wait for the client's window, the oldest first. */
    private final Set<Http2ServerStream> ending = new LinkedHashSet<>();

    private final Unread unread = new Unread();
    private Deadline timer;
    private Deadline overdue;
    private int last;
    private int lastTaken = Integer.MAX_VALUE;
    /** Streams that ended while the client did not read: it still counts them. */
    private int unseen;

    private boolean draining;
    private boolean lastCall;
    private boolean leaving;

    @SuppressWarnings("NullAway.Init")
    private Http2ServerConnection(ServerExchanges exchanges, String scheme, Http2ServerSettings settings) {
        super(true, settings.head(), settings.resets());
        this.exchanges = exchanges;
        this.scheme = scheme;
        this.settings = settings;
    }

    /** Puts HTTP/2 at the end of a pipeline whose next bytes are the client's preface. */
    public static void install(
            ChannelPipeline pipeline, ServerExchanges exchanges, String scheme, Http2ServerSettings settings) {
        pipeline.addLast(new Http2ServerConnection(exchanges, scheme, settings));
        pipeline.channel().config().setAutoRead(true);
    }

    @Override
    void begin() {
        timer = new Deadline(loop(), this::late);
        timer.in(settings.idleNanos());
        overdue = new Deadline(loop(), this::overdue);
        writer().settings(3, settings.streams(), 6, settings.head().bytes(), 8, 1);
    }

    @Override
    void block(int id, boolean end, int dependsOn, HeaderFields block) throws Http2Fault {
        if ((id & 1) == 0) {
            throw Http2Fault.of(Http2Error.PROTOCOL_ERROR, "clients open streams with odd numbers");
        }
        last = id;
        if (id > lastTaken) {
            // it was told, or will be, that nobody has looked at this one
            ignore(id);
            return;
        }
        if (count() + unseen >= settings.streams()) {
            throw Http2Fault.of(id, Http2Error.REFUSED_STREAM, "too many streams at once");
        }
        String broken = dependsOn == id ? "stream depends on itself" : block.broken();
        if (broken != null) {
            throw Http2Fault.of(id, Http2Error.PROTOCOL_ERROR, broken);
        }
        if (end && block.length() > 0) {
            throw Http2Fault.of(id, Http2Error.PROTOCOL_ERROR, "no body, but an announced length");
        }
        timer.clear();
        Http2ServerStream stream = new Http2ServerStream(this);
        add(stream, id);
        stream.begin(exchanges, scheme, settings.head().firstLine(), block, end);
    }

    @Override
    boolean idle(int id) {
        return (id & 1) == 0 || id > last;
    }

    @Override
    int lastStream() {
        return Math.min(last, lastTaken);
    }

    @Override
    void setting(int name, long value) throws Http2Fault {
        if (name == 2 && value > 1) {
            throw Http2Fault.of(Http2Error.PROTOCOL_ERROR, "SETTINGS_ENABLE_PUSH is 0 or 1");
        }
    }

    @Override
    void settled() {
        // nothing waits for a client's settings
    }

    @Override
    void goesAway(int lastStream) {
        // a client that goes away still waits for its answers
    }

    @Override
    Abort blame() {
        return Abort.CLOSED;
    }

    @Override
    void forgotten(Http2Stream stream) {
        if (!ending.isEmpty() && stream instanceof Http2ServerStream server) {
            ending.remove(server);
            if (ending.isEmpty()) {
                overdue.clear();
            }
        }
        if (!flow().open()) {
            unseen++;
        }
        if (count() == 0 && !dead()) {
            timer.in(draining ? GRACE : settings.idleNanos());
            if (lastCall) {
                leaveSoon();
            }
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (context.channel().isWritable()) {
            unseen = 0;
        }
        super.channelWritabilityChanged(context);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event == Drain.START) {
            drain();
        } else {
            context.fireUserEventTriggered(event);
        }
    }

    /** RFC 9113, 6.8: first a warning that refuses nothing, then, when it had time to arrive, the real last stream. */
    private void drain() {
        if (!draining && !dead()) {
            draining = true;
            writer().goAway(Integer.MAX_VALUE, Http2Error.NO_ERROR, "");
            wantFlush();
            new Deadline(loop(), this::lastCall).in(GRACE);
        }
    }

    private void lastCall() {
        if (dead()) {
            return;
        }
        lastCall = true;
        lastTaken = last;
        writer().goAway(last, Http2Error.NO_ERROR, "");
        wantFlush();
        if (count() == 0) {
            leaveSoon();
        }
    }

    /** Closes behind the last answer, once whoever is writing it now is through. */
    private void leaveSoon() {
        if (!leaving) {
            leaving = true;
            loop().execute(() -> {
                if (!dead()) {
                    leave(Abort.CLOSED, settings.idleNanos());
                }
            });
        }
    }

    private void late() {
        if (count() > 0 || dead()) {
            return;
        }
        if (unread.flowing(context().channel())) {
            timer.in(settings.idleNanos());
        } else {
            die(Http2Fault.of(Http2Error.NO_ERROR, ""));
        }
    }

    /** The answer of a stream is written; how fast it goes is up to the client's window. */
    void ending(Http2ServerStream stream) {
        ending.add(stream);
        if (ending.size() == 1) {
            overdue.in(settings.idleNanos());
        }
    }

    /** Resets streams whose clients do not take the end of their answers. */
    private void overdue() {
        long now = System.nanoTime();
        for (Http2ServerStream stream : List.copyOf(ending)) {
            long left = stream.endedAt() + settings.idleNanos() - now;
            if (left > 0) {
                overdue.in(left);
                return;
            }
            stream.abort(Abort.CANCEL);
        }
    }

    @Override
    void ended() {
        timer.cancel();
        overdue.cancel();
    }
}
