package io.gatewright.runtime.codec;

import io.netty.channel.Channel;
import io.netty.handler.codec.http2.Http2Error;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * What the peer of a connection lets us send, and who sends next (RFC 9113, 5.2). Streams that have data and a window of their
 * own take turns, a frame each, while the connection has a window and the channel takes bytes.
 */
final class SendFlow {
    private final Channel channel;
    private final FrameWriter writer;
    private final ArrayDeque<Http2Outgoing> ready = new ArrayDeque<>();
    private List<Http2Outgoing> stalled = new ArrayList<>();
    private int window = Http2Connection.STREAM_WINDOW;
    private int initial = Http2Connection.STREAM_WINDOW;
    private boolean pumping;

    SendFlow(Channel channel, FrameWriter writer) {
        this.channel = channel;
        this.writer = writer;
    }

    FrameWriter writer() {
        return writer;
    }

    /** The window with which a stream begins. */
    int initial() {
        return initial;
    }

    void initial(int bytes) {
        initial = bytes;
    }

    int window() {
        return window;
    }

    /** A window after it was widened; fails beyond what a window can be. */
    static int widened(int stream, int window, int by) throws Http2Fault {
        long sum = (long) window + by;
        if (sum > Integer.MAX_VALUE) {
            String message = "window too large";
            throw stream == 0
                    ? Http2Fault.of(Http2Error.FLOW_CONTROL_ERROR, message)
                    : Http2Fault.of(stream, Http2Error.FLOW_CONTROL_ERROR, message);
        }
        return (int) sum;
    }

    void widen(int increment) throws Http2Fault {
        window = widened(0, window, increment);
    }

    void spend(int bytes) {
        window -= bytes;
    }

    /** Whether so many bytes of a stream with that window may go now, ahead of nobody. */
    boolean passes(int bytes, int streamWindow) {
        return bytes <= window && bytes <= streamWindow && ready.isEmpty() && channel.isWritable();
    }

    /** Whether the channel takes bytes. */
    boolean open() {
        return channel.isWritable();
    }

    /** The stream has data and a window. */
    void ready(Http2Outgoing stream) {
        ready.addLast(stream);
    }

    /** The stream has nothing to send any more. */
    void gone(Http2Outgoing stream) {
        ready.remove(stream);
    }

    /** The stream wants to hear when it can take more. */
    void stalled(Http2Outgoing stream) {
        stalled.add(stream);
    }

    /** Sends what may be sent, then tells those who waited. */
    void pump() {
        if (pumping) {
            return;
        }
        pumping = true;
        try {
            while (window > 0 && channel.isWritable()) {
                Http2Outgoing next = ready.pollFirst();
                if (next == null) {
                    break;
                }
                if (next.sendSome()) {
                    ready.addLast(next);
                }
            }
        } finally {
            pumping = false;
        }
        if (!stalled.isEmpty() && channel.isWritable()) {
            relieve();
        }
    }

    private void relieve() {
        List<Http2Outgoing> waiting = stalled;
        stalled = new ArrayList<>();
        for (Http2Outgoing stream : waiting) {
            if (!stream.relieved()) {
                stalled.add(stream);
            }
        }
    }
}
