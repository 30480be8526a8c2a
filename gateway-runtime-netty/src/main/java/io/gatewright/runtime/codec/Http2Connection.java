package io.gatewright.runtime.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.collection.IntObjectHashMap;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP/2 connection, whichever side we are: frames in, streams by number, frames out (RFC 9113). There is no channel, no
 * object and no future per stream or frame; what comes up in one turn of the event loop leaves in one write. What differs
 * between clients and backends is in the two subclasses.
 */
abstract class Http2Connection extends ChannelInboundHandlerAdapter {
    /** What a peer may send on a stream before its exchange has taken anything. */
    static final int STREAM_WINDOW = 65_535;

    /** The same for all streams together, which we widen to it at the begin. */
    static final int WINDOW = STREAM_WINDOW + (1 << 20);

    /** How long a peer is waited for that does not read what we say last. */
    static final long GRACE = TimeUnit.SECONDS.toNanos(1);

    /** Bytes that may still come after the end. */
    private static final int DISCARD = 256 * 1024;

    private final boolean server;
    private final HeadLimits limits;
    private final int resets;
    private final Inbox inbox = new Inbox();
    private final IntObjectHashMap<Http2Stream> streams = new IntObjectHashMap<>(16);
    private final ResetStreams forgotten = new ResetStreams();
    private final HeaderEncoder encoder = new HeaderEncoder();
    private final Runnable flushTask = this::flushLater;
    private List<Http2Stream> touched = new ArrayList<>();
    private List<Http2Stream> touching = new ArrayList<>();
    private ChannelHandlerContext ctx;
    private FrameWriter writer;
    private SendFlow flow;
    private PeerFrames peer;
    private FrameReader reader;
    private Http2Floods floods;
    private int consumed;
    private int discarded;
    private boolean reading;
    private boolean parsing;
    private boolean flushQueued;
    private boolean dead;
    private @Nullable Deadline closing;

    /** @param resets of streams per minute. Zero: unbounded */
    @SuppressWarnings("NullAway.Init")
    Http2Connection(boolean server, HeadLimits limits, int resets) {
        this.server = server;
        this.limits = limits;
        this.resets = resets;
    }

    // what differs

    /** Writes what we say first. */
    abstract void begin();

    /** A header block on a stream that we do not know. */
    abstract void block(int stream, boolean last, int dependsOn, HeaderFields block) throws Http2Fault;

    /** Whether nobody has used the number yet. */
    abstract boolean idle(int stream);

    /** The last stream of the peer's that we have looked at. */
    abstract int lastStream();

    /** A setting that concerns only one of the sides. */
    abstract void setting(int name, long value) throws Http2Fault;

    abstract void settled();

    /** The peer will look at no stream of ours beyond this one. */
    abstract void goesAway(int lastStream);

    abstract void forgotten(Http2Stream stream);

    /** Nothing more will be read or written. */
    abstract void ended();

    /** What happened to streams whose peer broke the rules of the connection. */
    abstract Abort blame();

    // what streams need

    final EventLoop loop() {
        return ctx.channel().eventLoop();
    }

    final ByteBufAllocator alloc() {
        return ctx.alloc();
    }

    final ChannelHandlerContext context() {
        return ctx;
    }

    final FrameWriter writer() {
        return writer;
    }

    final HeaderEncoder encoder() {
        return encoder;
    }

    final SendFlow flow() {
        return flow;
    }

    final Http2Floods floods() {
        return floods;
    }

    final boolean dead() {
        return dead;
    }

    /** Streams that are open. */
    final int count() {
        return streams.size();
    }

    final void add(Http2Stream stream, int id) {
        stream.opened(id);
        streams.put(id, stream);
    }

    final void closed(Http2Stream stream) {
        if (stream.id() != 0) {
            streams.remove(stream.id());
        }
        forgotten(stream);
    }

    /** The stream has something to tell at the end of this turn of reading. */
    final void touched(Http2Stream stream) {
        touched.add(stream);
    }

    /** What is written so far leaves soon: with all that comes up in the same turn of the event loop. */
    final void wantFlush() {
        if (!reading && !flushQueued && !dead) {
            flushQueued = true;
            loop().execute(flushTask);
        }
    }

    private void flushLater() {
        flushQueued = false;
        try {
            pumpAndFlush();
        } catch (RuntimeException bug) {
            // as the pipeline does with what its handlers throw
            ctx.pipeline().fireExceptionCaught(bug);
        }
    }

    private void pumpAndFlush() {
        if (!dead) {
            flow.pump();
            if (writer.pending()) {
                writer.flush();
            }
        }
    }

    /** Nothing that comes on this stream is looked at. */
    final void ignore(int stream) {
        forgotten.add(stream);
    }

    /** Says that we are done with a stream of which the peer may not know yet. */
    final void reset(int stream, Http2Error code) {
        if (dead) {
            return;
        }
        writer.reset(stream, code);
        forgotten.add(stream);
        wantFlush();
        try {
            floods.answer();
        } catch (Http2Fault flood) {
            die(flood);
        }
    }

    /**
     * Whether the window of all streams is given back as DATA comes, not only as exchanges take it: clients that share a backend's
     * connection must not stop each other. A client only harms itself, and one window bounds what it makes us keep.
     */
    final boolean creditsAtOnce() {
        return !server;
    }

    /** So many bytes of DATA count no longer in the window of all streams. */
    final void consumed(int bytes) {
        consumed += bytes;
        if (consumed >= WINDOW / 8 && !dead) {
            peer.widen(consumed);
            widened(0, consumed);
            consumed = 0;
        }
    }

    /** Tells the peer that it may send more. */
    final void widened(int stream, int increment) {
        if (!dead) {
            writer.windowUpdate(stream, increment);
            wantFlush();
        }
    }

    // what the channel does

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        ctx = context;
        writer = new FrameWriter(context, encoder);
        flow = new SendFlow(context.channel(), writer);
        peer = new PeerFrames(this, new HeaderDecoder(context.alloc(), limits, server));
        reader = new FrameReader(peer, server);
        floods = new Http2Floods(context.channel(), server, resets);
        begin();
        writer.windowUpdate(0, WINDOW - STREAM_WINDOW);
        writer.flush();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (dead || !(message instanceof ByteBuf bytes)) {
            discard(message);
            return;
        }
        reading = true;
        parsing = true;
        inbox.add(context.alloc(), bytes);
        try {
            while (!dead && !parsed(inbox.bytes())) {
                // a stream's fault is no reason to stop
            }
        } finally {
            parsing = false;
            if (dead) {
                inbox.release();
            } else {
                inbox.tidy();
            }
        }
    }

    /** Who goes on and on although it was told to go is not listened to for long. */
    private void discard(Object message) {
        if (message instanceof ByteBuf bytes) {
            discarded += bytes.readableBytes();
        }
        ReferenceCountUtil.release(message);
        if (discarded > DISCARD) {
            ctx.close();
        }
    }

    private boolean parsed(ByteBuf in) {
        try {
            reader.read(in);
            return true;
        } catch (Http2Fault fault) {
            if (fault.stream() == 0 || idle(fault.stream())) {
                die(fault);
                return true;
            }
            Http2Stream stream = streams.get(fault.stream());
            reset(fault.stream(), fault.code());
            try {
                // only what the peer did wrong: that a backend breaks off, or that nobody waits any more, is not its
                // fault
                floods.resetSent();
            } catch (Http2Fault flood) {
                die(flood);
                return true;
            }
            if (stream != null) {
                stream.fail(Abort.PROTOCOL);
            }
            return false;
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        List<Http2Stream> batch = touched;
        touched = touching;
        touching = batch;
        for (int i = 0; i < batch.size(); i++) {
            batch.get(i).batchEnds();
        }
        batch.clear();
        reading = false;
        pumpAndFlush();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (!dead && context.channel().isWritable()) {
            flow.pump();
            wantFlush();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        end(Abort.CLOSED);
        if (closing != null) {
            closing.cancel();
        }
        context.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        end(Abort.CLOSED);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }

    /** RFC 9113, 5.4.1: says what was wrong and closes; a peer that does not read is not waited for. */
    final void die(Http2Fault fault) {
        if (!dead) {
            writer.goAway(lastStream(), fault.code(), String.valueOf(fault.getMessage()));
            leave(blame(), GRACE);
        }
    }

    /**
     * Ends our direction when everything has left, and listens a moment longer: what the peer still sends must not turn the
     * close into a reset, which would take from it what we said.
     *
     * @param patience with a peer that does not read
     */
    final void leave(Abort streams, long patience) {
        Deadline deadline = new Deadline(loop(), ctx::close);
        closing = deadline;
        deadline.in(patience);
        writer.flushAll().addListener(sent -> {
            Inbox.closeOutput(ctx);
            deadline.in(GRACE);
        });
        end(streams);
    }

    private void end(Abort why) {
        if (dead) {
            return;
        }
        dead = true;
        failAbove(0, why);
        peer.release();
        writer.release();
        if (!parsing) {
            inbox.release();
        }
        ended();
    }

    /** Ends all streams with a higher number. */
    final void failAbove(int last, Abort why) {
        for (Http2Stream stream : new ArrayList<>(streams.values())) {
            if (stream.id() > last) {
                stream.fail(why);
            }
        }
    }

    final @Nullable Http2Stream stream(int id) {
        return streams.get(id);
    }

    final Iterable<Http2Stream> streams() {
        return streams.values();
    }

    /** Whether we have reset it, and the peer perhaps does not know yet; of backends, whose connections are shared, believed. */
    final boolean wasReset(int id) {
        return !server || forgotten.has(id);
    }
}
