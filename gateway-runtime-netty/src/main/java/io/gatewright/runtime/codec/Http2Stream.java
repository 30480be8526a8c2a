package io.gatewright.runtime.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http2.Http2Error;
import org.jspecify.annotations.Nullable;

/**
 * One stream of an HTTP/2 connection, whichever side opened it: what waits in either direction, the windows of both, and how far
 * the two messages are (RFC 9113, 5.1). Closed means that the connection has forgotten it; what it had received by then can still
 * be asked for by a {@link Http2ClientStream}.
 */
abstract class Http2Stream extends Http2Outgoing {
    private @Nullable StreamEvents events;
    private @Nullable Abort lost;
    /** Nothing is reported any more. */
    private boolean over;

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
        super(connection);
    }

    final void events(StreamEvents listener) {
        events = listener;
        Abort why = lost;
        if (why != null) {
            lost = null;
            listener.onAbort(why);
        }
    }

    final boolean remoteDone() {
        return remoteDone;
    }

    /** A header block of the peer on this stream; the one that opens a server's stream comes another way. */
    abstract void headers(HeaderFields block, boolean last) throws Http2Fault, MalformedException;

    /** Whether DATA may come now. */
    abstract boolean bodyDue();

    /** We have reset it. */
    abstract void givenUp();

    /** Whether there is nothing left that the peer's departure could spoil. */
    abstract boolean satisfied();

    @Override
    final void relief() {
        StreamEvents listener = events;
        if (!over && listener != null) {
            listener.onWritable();
        }
    }

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
            throw Http2Fault.of(id(), Http2Error.PROTOCOL_ERROR, "body shorter than its announced length");
        }
    }

    /** A DATA frame begins. */
    final void data(int length, int padding) throws Http2Fault {
        if (remoteDone) {
            throw Http2Fault.of(id(), Http2Error.STREAM_CLOSED, "DATA after the end of the stream");
        }
        receiveWindow -= length;
        if (receiveWindow < 0) {
            throw Http2Fault.of(id(), Http2Error.FLOW_CONTROL_ERROR, "more DATA than the window allows");
        }
        if (!bodyDue()) {
            throw Http2Fault.of(id(), Http2Error.PROTOCOL_ERROR, "DATA before the head");
        }
        if (padding > 0) {
            taken(padding);
        }
    }

    /** A part of its data, which counts in the connection's window. */
    final void part(ByteBuf from, int length, boolean last) throws Http2Fault {
        boolean longer = expected >= 0 && (expected -= length) < 0;
        if (longer || last && expected > 0) {
            connection.consumed(length);
            throw Http2Fault.of(id(), Http2Error.PROTOCOL_ERROR, "body contradicts its announced length");
        }
        remoteDone |= last;
        StreamEvents listener = events;
        if (over || listener == null) {
            connection.consumed(length);
        } else if (length == 0 && !last) {
            return;
        } else if (connection.creditsAtOnce()) {
            connection.consumed(length);
            keepOrHandOn(from, length, last, listener);
        } else {
            keepOrHandOn(from, length, last, listener);
        }
        closeIfDone();
    }

    private void keepOrHandOn(ByteBuf from, int length, boolean last, StreamEvents listener) {
        ByteQueue queue = in;
        if (demanded && !delivering && (queue == null || queue.isEmpty())) {
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
        taken(bytes);
        if (!connection.creditsAtOnce()) {
            connection.consumed(bytes);
        }
    }

    /** The stream's window gets back so many bytes. */
    private void taken(int bytes) {
        consumed += bytes;
        if (!remoteDone && !closed() && consumed >= Http2Connection.STREAM_WINDOW / 2) {
            receiveWindow += consumed;
            connection.widened(id(), consumed);
            consumed = 0;
        }
    }

    // the end

    final void closeIfDone() {
        if (remoteDone && localDone()) {
            close();
        }
    }

    /** The connection forgets it. */
    final void close() {
        if (closed()) {
            return;
        }
        stop();
        if (!satisfied()) {
            dropInput();
        }
        connection.closed(this);
    }

    private void dropInput() {
        ByteQueue queue = in;
        if (queue != null) {
            if (!connection.creditsAtOnce()) {
                connection.consumed(queue.bytes());
            }
            queue.release();
        }
    }

    /** The peer gave it up, or the connection is lost. */
    final void fail(Abort why) {
        if (closed()) {
            return;
        }
        boolean whole = satisfied();
        boolean told = over;
        over |= !whole;
        close();
        StreamEvents listener = events;
        if (whole || told) {
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
        if (closed()) {
            dropInput();
        } else {
            // both messages are whole, and only whoever hears of the last part has not returned: nothing is left to
            // give up
            boolean whole = remoteDone && localDone();
            if (id() != 0 && !whole) {
                connection.reset(id(), why.code());
                givenUp();
            }
            close();
            dropInput();
        }
    }
}
