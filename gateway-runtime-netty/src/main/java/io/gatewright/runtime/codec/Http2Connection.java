package io.gatewright.runtime.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.collection.IntObjectHashMap;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One HTTP/2 connection, whichever side we are: frames in, streams by number, frames out (RFC 9113). There is no channel, no
 * object and no future per stream or frame; what comes up in one turn of the event loop leaves in one write. What differs
 * between clients and backends is in the two subclasses.
 */
abstract class Http2Connection extends ChannelInboundHandlerAdapter implements FrameReader.Frames {
    /** What a peer may send on a stream before its exchange has taken anything. */
    static final int STREAM_WINDOW = 65_535;

    /** The same for all streams together, which we widen to it at the begin. */
    static final int WINDOW = STREAM_WINDOW + (1 << 20);

    /** How long a peer is waited for that does not read what we say last. */
    static final long GRACE = TimeUnit.SECONDS.toNanos(1);

    private final boolean server;
    private final HeadLimits limits;
    private final int resets;
    private final FrameReader reader;
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
    private HeaderDecoder decoder;
    private Http2Floods floods;
    private int window = WINDOW;
    private int consumed;
    private boolean blockLast;
    private int blockDependsOn;
    private boolean reading;
    private boolean parsing;
    private boolean flushQueued;
    private boolean dead;

    /** @param resets of streams per minute. Zero: unbounded */
    @SuppressWarnings("NullAway.Init")
    Http2Connection(boolean server, HeadLimits limits, int resets) {
        this.server = server;
        this.limits = limits;
        this.resets = resets;
        reader = new FrameReader(this, server);
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
        pumpAndFlush();
    }

    private void pumpAndFlush() {
        if (!dead) {
            flow.pump();
            if (writer.pending()) {
                writer.flush();
            }
        }
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
            floods.resetSent();
            floods.answer();
        } catch (Http2Fault flood) {
            die(flood);
        }
    }

    /** So many bytes of a stream's body are through. */
    final void consumed(int bytes) {
        consumed += bytes;
        if (consumed >= WINDOW / 2 && !dead) {
            window += consumed;
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
        decoder = new HeaderDecoder(context.alloc(), limits, server);
        floods = new Http2Floods(context.channel(), server, resets);
        begin();
        writer.windowUpdate(0, WINDOW - STREAM_WINDOW);
        writer.flush();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (dead || !(message instanceof ByteBuf bytes)) {
            ReferenceCountUtil.release(message);
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
            closeWhenSent();
            end(blame());
        }
    }

    /** Closes when everything has left, and not much later if it does not. */
    final void closeWhenSent() {
        writer.flushAll().addListener(ChannelFutureListener.CLOSE);
        new Deadline(loop(), ctx::close).in(GRACE);
    }

    private void end(Abort why) {
        if (dead) {
            return;
        }
        dead = true;
        failAbove(0, why);
        decoder.release();
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

    // what the peer says

    @Override
    public void data(int id, int length, int padding) throws Http2Fault {
        window -= length;
        if (window < 0) {
            throw Http2Fault.of(Http2Error.FLOW_CONTROL_ERROR, "more DATA than the connection's window allows");
        }
        Http2Stream stream = streams.get(id);
        if (stream != null) {
            stream.data(length, padding);
            return;
        }
        if (idle(id)) {
            throw Http2Fault.of(Http2Error.PROTOCOL_ERROR, "DATA on an idle stream");
        }
        consumed(padding);
        if (!forgotten.has(id)) {
            throw Http2Fault.of(id, Http2Error.STREAM_CLOSED, "DATA on a closed stream");
        }
    }

    @Override
    public void part(int id, ByteBuf in, int length, boolean last) throws Http2Fault {
        floods.data(length == 0 && !last);
        Http2Stream stream = streams.get(id);
        if (stream == null) {
            consumed(length);
        } else {
            stream.part(in, length, last);
        }
    }

    @Override
    public void headers(int id, boolean last, int dependsOn, ByteBuf block, boolean whole) throws Http2Fault {
        if (whole) {
            decoded(id, last, dependsOn, decoder.decode(id, block));
        } else {
            blockLast = last;
            blockDependsOn = dependsOn;
            decoder.begin(block);
        }
    }

    @Override
    public void continuation(int id, ByteBuf block, boolean whole) throws Http2Fault {
        HeaderFields fields = decoder.more(id, block, whole);
        if (fields != null) {
            decoded(id, blockLast, blockDependsOn, fields);
        }
    }

    private void decoded(int id, boolean last, int dependsOn, HeaderFields block) throws Http2Fault {
        Http2Stream stream = streams.get(id);
        if (stream != null) {
            if (stream.remoteDone()) {
                throw Http2Fault.of(id, Http2Error.STREAM_CLOSED, "HEADERS after the end of the stream");
            }
            if (dependsOn == id || block.broken() != null) {
                throw Http2Fault.of(id, Http2Error.PROTOCOL_ERROR, "malformed header block");
            }
            try {
                stream.headers(block, last);
            } catch (MalformedException e) {
                throw Http2Fault.of(id, Http2Error.PROTOCOL_ERROR, e.why().message());
            }
        } else if (!idle(id)) {
            if (!forgotten.has(id)) {
                throw Http2Fault.of(Http2Error.STREAM_CLOSED, "HEADERS on a closed stream");
            }
        } else {
            block(id, last, dependsOn, block);
        }
    }

    @Override
    public void priority(int id, int dependsOn) throws Http2Fault {
        floods.control();
        if (id == dependsOn) {
            throw Http2Fault.of(id, Http2Error.PROTOCOL_ERROR, "stream depends on itself");
        }
    }

    @Override
    public void reset(int id, long code) throws Http2Fault {
        if (idle(id)) {
            throw Http2Fault.of(Http2Error.PROTOCOL_ERROR, "RST_STREAM on an idle stream");
        }
        floods.resetReceived();
        Http2Stream stream = streams.get(id);
        if (stream != null) {
            stream.fail(Abort.of(code));
        }
    }

    @Override
    public void settings(ByteBuf in) throws Http2Fault {
        floods.control();
        while (in.isReadable()) {
            int name = in.readUnsignedShort();
            long value = in.readUnsignedInt();
            switch (name) {
                case 1 -> encoder.tableSize(value);
                case 4 -> initialWindow(value);
                case 5 -> {
                    if (value < FrameReader.MOST || value > 0xff_ffff) {
                        throw Http2Fault.of(Http2Error.PROTOCOL_ERROR, "SETTINGS_MAX_FRAME_SIZE out of range");
                    }
                    writer.maxFrame((int) value);
                }
                case 6 -> encoder.listSize(value);
                default -> setting(name, value);
            }
        }
        writer.settingsAck();
        floods.answer();
        wantFlush();
        settled();
    }

    /** RFC 9113, 6.9.2: what the streams that are open may send changes by as much; it may become less than nothing. */
    private void initialWindow(long value) throws Http2Fault {
        if (value > Integer.MAX_VALUE) {
            throw Http2Fault.of(Http2Error.FLOW_CONTROL_ERROR, "SETTINGS_INITIAL_WINDOW_SIZE too large");
        }
        int change = (int) value - flow.initial();
        flow.initial((int) value);
        try {
            for (Http2Stream stream : streams.values()) {
                stream.widen(change);
            }
        } catch (Http2Fault e) {
            throw Http2Fault.of(Http2Error.FLOW_CONTROL_ERROR, "window too large");
        }
    }

    @Override
    public void settingsAck() {
        // what we asked for holds from the begin
    }

    @Override
    public void ping(boolean ack, long payload) throws Http2Fault {
        if (!ack) {
            floods.control();
            writer.pingAck(payload);
            floods.answer();
            wantFlush();
        }
    }

    @Override
    public void goAway(int lastStream, long code) {
        // a client that goes away still waits for its answers
    }

    @Override
    public void windowUpdate(int id, int increment) throws Http2Fault {
        if (id == 0) {
            if (increment == 0) {
                throw Http2Fault.of(Http2Error.PROTOCOL_ERROR, "WINDOW_UPDATE of nothing");
            }
            flow.widen(increment);
            return;
        }
        if (idle(id)) {
            throw Http2Fault.of(Http2Error.PROTOCOL_ERROR, "WINDOW_UPDATE on an idle stream");
        }
        Http2Stream stream = streams.get(id);
        if (stream == null) {
            return;
        }
        if (increment == 0) {
            throw Http2Fault.of(id, Http2Error.PROTOCOL_ERROR, "WINDOW_UPDATE of nothing");
        }
        stream.widen(increment);
    }

    @Override
    public void unknown() throws Http2Fault {
        floods.control();
    }
}
