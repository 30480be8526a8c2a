package io.gatewright.runtime.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/** Our message on a stream of an HTTP/2 connection: what the peer's windows let through goes at once, the rest waits here. */
abstract class Http2Outgoing implements MessageStream {
    /** Bytes that wait for the peer's window, beyond which a stream wants no more. */
    private static final int HIGH = 64 * 1024;

    private static final int LOW = 32 * 1024;

    final Http2Connection connection;
    private int id;
    private @Nullable ByteQueue out;
    private @Nullable HttpHeaders outTrailers;
    private boolean outEnding;
    private boolean closed;
    private boolean localDone;
    private boolean queued;
    private boolean stalled;
    private int sendWindow;

    Http2Outgoing(Http2Connection connection) {
        this.connection = connection;
    }

    /** Our message is complete on the wire. */
    abstract void localEnds();

    /** Our message is complete but for what waits for the peer's window. */
    abstract void localEnding();

    /** There is room again, for who waited for it. */
    abstract void relief();

    final void opened(int number) {
        id = number;
        sendWindow = connection.flow().initial();
    }

    /** The number of the stream; 0 before it has one. */
    final int id() {
        return id;
    }

    /** The connection knows it no more. */
    final boolean closed() {
        return closed;
    }

    final boolean localDone() {
        return localDone;
    }

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
        ByteBuf part =
                queue.take(Math.min(Math.min(sendWindow, connection.flow().window()), writer.maxFrame()));
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
        if (!closed) {
            relief();
        }
        return true;
    }

    /** Nothing more is sent, and what waits is dropped. */
    final void stop() {
        closed = true;
        ByteQueue queue = out;
        if (queue != null) {
            queue.release();
        }
        if (queued) {
            connection.flow().gone(this);
        }
    }
}
