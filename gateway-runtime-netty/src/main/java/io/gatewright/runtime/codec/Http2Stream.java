package io.gatewright.runtime.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http2.Http2Error;
import org.jspecify.annotations.Nullable;

/**
 * One stream of an HTTP/2 connection, whichever side opened it: what waits in either direction, the windows of both, and how far
 * the two messages are (RFC 9113, 5.1). Closed means that the connection has forgotten it; what it had received by then can still
 * be asked for by a {@link Http2ClientStream}.
 */
abstract class Http2Stream implements MessageStream {
    /** Bytes that wait for the peer's window, beyond which a stream wants no more. */
    private static final int HIGH = 64 * 1024;

    private static final int LOW = 32 * 1024;

    final Http2Connection connection;
    private int id;
    private @Nullable StreamEvents events;
    private @Nullable Abort lost;
    private boolean closed;
    private boolean over;

    // our message
    private @Nullable ByteQueue out;
    private @Nullable HttpHeaders outTrailers;
    private boolean outEnding;
    private boolean localDone;
    private boolean queued;
    private boolean stalled;
    private int sendWindow;

    // the peer's message
    private @Nullable ByteQueue in;
    private @Nullable HttpHeaders inTrailers;
    private boolean remoteDone;
    private boolean delivered;
    private boolean demanded;
    private boolean delivering;
    private boolean batch;
    private int receiveWindow = Http2Connection.STREAM_WINDOW;
    private int consumed;
    private long expected = -1;

    Http2Stream(Http2Connection connection) {
        this.connection = connection;
    }

    final void opened(int newId) {
        id = newId;
        sendWindow = connection.flow().initial();
    }

    final int id() {
        return id;
    }

    final void events(StreamEvents listener) {
        events = listener;
        Abort why = lost;
        if (why != null) {
            lost = null;
            listener.onAbort(why);
        }
    }

    final @Nullable StreamEvents events() {
        return events;
    }

    /** The connection knows it no more. */
    final boolean closed() {
        return closed;
    }

    /** Nothing is reported any more. */
    final boolean over() {
        return over;
    }

    final boolean localDone() {
        return localDone;
    }

    final boolean remoteDone() {
        return remoteDone;
    }

    /** A header block of the peer on this stream; the one that opens a server's stream comes another way. */
    abstract void headers(HeaderFields block, boolean last) throws Http2Fault, MalformedException;

    /** Whether DATA may come now. */
    abstract boolean bodyDue();

    /** Our message is complete on the wire. */
    abstract void localEnds();

    /** Our message is complete but for what waits for the peer's window. */
    abstract void localEnding();

    /** Whether there is nothing left that the peer's departure could spoil. */
    abstract boolean satisfied();

    @Override
    public final EventLoop eventLoop() {
        return connection.loop();
    }

    @Override
    public final ByteBufAllocator alloc() {
        return connection.alloc();
    }

    @Override
    public final void flush() {
        connection.wantFlush();
    }

    // our message

    /** Writes the head that the encoder holds. */
    final void sendHead(boolean last) {
        connection.writer().headers(id, last);
        if (last) {
            endLocal();
        }
    }

    final void send(ByteBuf part, boolean last) {
        if (closed || localDone || outEnding) {
            part.release();
            return;
        }
        int size = part.readableBytes();
        ByteQueue queue = out;
        boolean first = queue == null || queue.isEmpty();
        if (size == 0 && !last) {
            part.release();
        } else if (first && (size == 0 || connection.flow().passes(size, sendWindow))) {
            pass(part, size, last);
        } else {
            outEnding = last;
            if (queue == null) {
                queue = new ByteQueue();
                out = queue;
            }
            queue.add(alloc(), part);
            if (last) {
                localEnding();
            }
            enqueue();
        }
    }

    /** Writes a part that every window lets through. */
    private void pass(ByteBuf part, int size, boolean last) {
        FrameWriter writer = connection.writer();
        spend(size);
        int most = writer.maxFrame();
        while (part.readableBytes() > most) {
            writer.data(id, part.readRetainedSlice(most), false);
        }
        writer.data(id, part, last);
        if (last) {
            endLocal();
        }
    }

    private void spend(int bytes) {
        sendWindow -= bytes;
        connection.flow().spend(bytes);
    }

    final void sendTrailers(HttpHeaders trailers) {
        if (closed || localDone || outEnding) {
            return;
        }
        Http2Heads.encode(trailers, connection.encoder());
        ByteQueue queue = out;
        if (queue == null || queue.isEmpty()) {
            sendHead(true);
        } else {
            outTrailers = trailers;
            outEnding = true;
            localEnding();
        }
    }

    private void enqueue() {
        if (!queued && sendWindow > 0) {
            queued = true;
            connection.flow().ready(this);
            connection.wantFlush();
        }
    }

    /** It is this stream's turn: sends a frame; true if it could go on. */
    final boolean sendSome() {
        queued = false;
        ByteQueue queue = out;
        if (closed || queue == null || sendWindow <= 0) {
            return false;
        }
        FrameWriter writer = connection.writer();
        ByteBuf part = queue.take(Math.min(
                Math.min(sendWindow, connection.flow().window()), writer.maxFrame()));
        if (part == null) {
            return false;
        }
        spend(part.readableBytes());
        boolean empty = queue.isEmpty();
        boolean last = empty && outEnding && outTrailers == null;
        writer.data(id, part, last);
        if (last) {
            endLocal();
        } else if (empty && outTrailers != null) {
            Http2Heads.encode(outTrailers, connection.encoder());
            sendHead(true);
        }
        queued = !empty && sendWindow > 0;
        return queued;
    }

    private void endLocal() {
        localDone = true;
        localEnds();
    }

    final void widen(int increment) throws Http2Fault {
        sendWindow = SendFlow.widened(id, sendWindow, increment);
        ByteQueue queue = out;
        if (queue != null && !queue.isEmpty()) {
            enqueue();
        }
    }

    @Override
    public final boolean writable() {
        boolean now = closed || connection.flow().open() && waits() < HIGH;
        if (!now && !stalled) {
            stalled = true;
            connection.flow().stalled(this);
        }
        return now;
    }

    private int waits() {
        ByteQueue queue = out;
        return queue == null ? 0 : queue.bytes();
    }

    /** Tells whoever waits that there is room, if there is; true if nobody waits any more. */
    final boolean relieved() {
        if (!closed && (!connection.flow().open() || waits() > LOW)) {
            return false;
        }
        stalled = false;
        StreamEvents listener = events;
        if (!over && !closed && listener != null) {
            listener.onWritable();
        }
        return true;
    }

    // the peer's message

    /** How long the peer's body must be; -1 if that is unknown. */
    final void expect(long length) {
        expected = length;
    }

    /** The peer's message has ended with its head. */
    final void remoteEndsWithHead() {
        remoteDone = true;
        delivered = true;
    }

    final void remoteEndsWith(HttpHeaders trailers) throws Http2Fault {
        checkWhole();
        remoteDone = true;
        inTrailers = trailers;
        if (demanded && !delivering) {
            handOver();
            noteBatch();
        }
        closeIfDone();
    }

    private void checkWhole() throws Http2Fault {
        if (expected > 0) {
            throw Http2Fault.of(id, Http2Error.PROTOCOL_ERROR, "body shorter than its announced length");
        }
    }

    /** A DATA frame begins. */
    final void data(int length, int padding) throws Http2Fault {
        if (remoteDone) {
            throw Http2Fault.of(id, Http2Error.STREAM_CLOSED, "DATA after the end of the stream");
        }
        receiveWindow -= length;
        if (receiveWindow < 0) {
            throw Http2Fault.of(id, Http2Error.FLOW_CONTROL_ERROR, "more DATA than the window allows");
        }
        if (!bodyDue()) {
            throw Http2Fault.of(id, Http2Error.PROTOCOL_ERROR, "DATA before the head");
        }
        if (padding > 0) {
            consumed(padding);
        }
    }

    /** A part of its data, which counts in the connection's window. */
    final void part(ByteBuf from, int length, boolean last) throws Http2Fault {
        boolean longer = expected >= 0 && (expected -= length) < 0;
        if (longer || last && expected > 0) {
            connection.consumed(length);
            throw Http2Fault.of(id, Http2Error.PROTOCOL_ERROR, "body contradicts its announced length");
        }
        remoteDone |= last;
        StreamEvents listener = events;
        ByteQueue queue = in;
        if (over || listener == null) {
            connection.consumed(length);
        } else if (length == 0 && !last) {
            return;
        } else if (demanded && !delivering && (queue == null || queue.isEmpty())) {
            consumed(length);
            delivered = last;
            noteBatch();
            listener.onData(length == 0 ? Unpooled.EMPTY_BUFFER : from.readRetainedSlice(length), last);
        } else {
            if (queue == null) {
                queue = new ByteQueue();
                in = queue;
            }
            queue.read(alloc(), from, length);
        }
        closeIfDone();
    }

    /** The end of this turn of reading is of interest. */
    final void noteBatch() {
        if (!batch) {
            batch = true;
            connection.touched(this);
        }
    }

    final void batchEnds() {
        batch = false;
        demanded = false;
        delivering = true;
        try {
            listenerBatch();
        } finally {
            delivering = false;
        }
        deliver();
    }

    private void listenerBatch() {
        StreamEvents listener = events;
        if (!over && listener != null) {
            listener.onBatch();
        }
    }

    @Override
    public final void demand() {
        if (!over && !delivered) {
            demanded = true;
            if (!delivering) {
                deliver();
            }
        }
    }

    private void deliver() {
        delivering = true;
        try {
            while (demanded && !over && waiting()) {
                demanded = false;
                handOver();
                listenerBatch();
            }
        } finally {
            delivering = false;
        }
    }

    private boolean waiting() {
        ByteQueue queue = in;
        return queue != null && !queue.isEmpty() || remoteDone && !delivered;
    }

    /** Everything that waits. */
    private void handOver() {
        StreamEvents listener = events;
        ByteQueue queue = in;
        if (listener == null) {
            return;
        }
        while (!over && queue != null && !queue.isEmpty()) {
            ByteBuf part = queue.take(Integer.MAX_VALUE);
            if (part == null) {
                break;
            }
            consumed(part.readableBytes());
            boolean last = remoteDone && inTrailers == null && queue.isEmpty();
            delivered = last;
            listener.onData(part, last);
        }
        if (!over && remoteDone && !delivered) {
            delivered = true;
            HttpHeaders trailers = inTrailers;
            if (trailers == null) {
                listener.onData(Unpooled.EMPTY_BUFFER, true);
            } else {
                listener.onTrailers(trailers);
            }
        }
    }

    /** The windows get back what the exchange has taken. */
    private void consumed(int bytes) {
        consumed += bytes;
        if (!remoteDone && !closed && consumed >= Http2Connection.STREAM_WINDOW / 2) {
            receiveWindow += consumed;
            connection.widened(id, consumed);
            consumed = 0;
        }
        connection.consumed(bytes);
    }

    // the end

    final void closeIfDone() {
        if (remoteDone && localDone) {
            close();
        }
    }

    /** The connection forgets it. */
    final void close() {
        if (closed) {
            return;
        }
        closed = true;
        ByteQueue queue = out;
        if (queue != null) {
            queue.release();
        }
        if (!satisfied()) {
            dropInput();
        }
        connection.closed(this);
    }

    private void dropInput() {
        ByteQueue queue = in;
        if (queue != null) {
            connection.consumed(queue.bytes());
            queue.release();
        }
    }

    /** The peer gave it up, or the connection is lost. */
    final void fail(Abort why) {
        if (closed) {
            return;
        }
        boolean whole = satisfied();
        over |= !whole;
        close();
        StreamEvents listener = events;
        if (whole) {
            return;
        }
        if (listener == null) {
            lost = why;
        } else {
            listener.onAbort(why);
        }
    }

    @Override
    public final void abort(Abort why) {
        over = true;
        if (closed) {
            dropInput();
        } else {
            if (id != 0) {
                connection.reset(id, why.code());
            }
            close();
            dropInput();
        }
    }
}
