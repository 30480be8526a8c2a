package io.gatewright.runtime.codec;

import io.netty.channel.Channel;
import io.netty.handler.codec.http2.Http2Error;
import java.util.concurrent.TimeUnit;

/**
 * Counts what costs a peer little and us more. (CVE-2019-9511 to 9518, CVE-2023-44487, CVE-2024-27316, CVE-2025-8671: whether
 * the peer resets streams or makes us reset them comes to the same.)
 */
final class Http2Floods {
    /** Frames per window that no honest client needs: SETTINGS, PING, PRIORITY, unknown ones. */
    private static final int CONTROL_FRAMES = 200;

    private static final long CONTROL_WINDOW = TimeUnit.SECONDS.toNanos(10);
    private static final long RESET_WINDOW = TimeUnit.SECONDS.toNanos(60);
    private static final int EMPTY_DATA = 10;
    private static final int QUEUED_CONTROL_FRAMES = 1000;

    private final Channel channel;
    private final Rate control;
    private final Rate received;
    private final Rate sent;
    private int empty;
    private int waiting;

    /**
     * @param client whether the peer is one: frames and resets of backends are not counted
     * @param resets per minute, in either direction. Zero: unbounded
     */
    Http2Floods(Channel channel, boolean client, int resets) {
        this.channel = channel;
        control = new Rate(client ? CONTROL_FRAMES : 0, CONTROL_WINDOW);
        received = new Rate(client ? resets : 0, RESET_WINDOW);
        sent = new Rate(client ? resets : 0, RESET_WINDOW);
    }

    /** A frame came that costs the peer nothing. */
    void control() throws Http2Fault {
        control.count("too many control frames");
    }

    void resetReceived() throws Http2Fault {
        received.count("too many streams reset");
    }

    void resetSent() throws Http2Fault {
        sent.count("too many streams had to be reset");
    }

    /** DATA came; many in a row without data and without end are an attack. */
    void data(boolean nothing) throws Http2Fault {
        empty = nothing ? empty + 1 : 0;
        if (empty > EMPTY_DATA) {
            throw calm("too many empty DATA frames");
        }
    }

    /** We answer with a frame of our own, which waits as long as the peer does not read. */
    void answer() throws Http2Fault {
        waiting = channel.isWritable() ? 0 : waiting + 1;
        if (waiting > QUEUED_CONTROL_FRAMES) {
            throw calm("too many control frames wait to be read");
        }
    }

    private static Http2Fault calm(String message) {
        return Http2Fault.of(Http2Error.ENHANCE_YOUR_CALM, message);
    }

    private static final class Rate {
        private final int most;
        private final long window;
        private int count;
        private long since;

        Rate(int most, long window) {
            this.most = most;
            this.window = window;
        }

        void count(String message) throws Http2Fault {
            if (most == 0) {
                return;
            }
            long now = System.nanoTime();
            if (count == 0 || now - since > window) {
                since = now;
                count = 0;
            }
            if (++count > most) {
                throw calm(message);
            }
        }
    }
}
