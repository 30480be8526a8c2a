package io.gatewright.runtime.codec;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http2.Http2Error;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The gateway's side of an HTTP/2 connection to a backend. It counts as open when the backend's SETTINGS have come: then
 * the peer does speak HTTP/2, and its limits are known.
 */
public final class Http2ClientConnection extends Http2Connection implements ClientConnection {
    private static final long SILENCE = TimeUnit.SECONDS.toNanos(1);

    private static final int UNLIMITED = 1000;

    private final Owner owner;
    private final HeadLimits limits;
    private int active;
    private long allowed = UNLIMITED;
    private int next = 1;
    private long lastRead = System.nanoTime();
    private boolean connectProtocol;
    private boolean ready;
    private boolean retired;
    private boolean gone;
    private boolean closing;

    private Http2ClientConnection(Owner owner, HeadLimits limits) {
        super(false, limits, 0);
        this.owner = owner;
        this.limits = limits;
    }

    /** Puts HTTP/2 at the end of a connected pipeline. {@link Owner#onAvailable} follows, or {@link Owner#onGone}. */
    public static void install(ChannelPipeline pipeline, Owner owner, HeadLimits limits) {
        pipeline.addLast(new Http2ClientConnection(owner, limits));
        pipeline.channel().config().setAutoRead(true);
        pipeline.channel().read();
    }

    @Override
    void begin() {
        writer().preface();
        writer().settings(2, 0, 6, limits.bytes());
    }

    @Override
    void block(int id, boolean last, int dependsOn, HeaderFields block) throws Http2Fault {
        throw Http2Fault.of(Http2Error.PROTOCOL_ERROR, "HEADERS on a stream that we did not open");
    }

    @Override
    boolean idle(int id) {
        return (id & 1) == 0 || next > 0 && id >= next;
    }

    /** Backends open none. */
    @Override
    int lastStream() {
        return 0;
    }

    @Override
    void setting(int name, long value) throws Http2Fault {
        switch (name) {
            case 2 -> {
                if (value != 0) {
                    throw Http2Fault.of(Http2Error.PROTOCOL_ERROR, "servers take no pushed streams");
                }
            }
            case 3 -> allowed = value;
            case 8 -> {
                if (value > 1 || connectProtocol && value == 0) {
                    throw Http2Fault.of(Http2Error.PROTOCOL_ERROR, "SETTINGS_ENABLE_CONNECT_PROTOCOL taken back");
                }
                connectProtocol = value == 1;
            }
            default -> {
                // settings that we do not know mean nothing to us
            }
        }
    }

    @Override
    void settled() {
        ready = true;
        if (available()) {
            owner.onAvailable(this);
        }
    }

    @Override
    void goesAway(int lastStream) {
        retired = true;
        failAbove(lastStream, Abort.REFUSED);
        leave();
    }

    private void leave() {
        retired = true;
        if (!gone) {
            gone = true;
            owner.onGone(this);
        }
        closeIfUnused();
    }

    private void closeIfUnused() {
        if (active == 0 && !closing && !dead()) {
            closing = true;
            loop().execute(this::farewell);
        }
    }

    private void farewell() {
        if (!dead()) {
            writer().goAway(0, Http2Error.NO_ERROR, "");
            leave(Abort.CLOSED, GRACE);
        }
    }

    @Override
    void ended() {
        leave();
    }

    @Override
    Abort blame() {
        return Abort.PROTOCOL;
    }

    @Override
    public boolean available() {
        return ready
                && !retired
                && active < allowed
                && !dead()
                && context().channel().isActive();
    }

    @Override
    public int active() {
        return active;
    }

    /** Whether the backend takes extended CONNECT (RFC 8441). */
    boolean connectProtocol() {
        return connectProtocol;
    }

    @Override
    public @Nullable ClientStream open() {
        if (!available()) {
            return null;
        }
        active++;
        return new Http2ClientStream(this);
    }

    /** Gives the stream a number; false if there is none left, or the connection is lost. */
    boolean number(Http2ClientStream stream) {
        if (dead() || next < 0) {
            return false;
        }
        add(stream, next);
        next += 2;
        if (next < 0) {
            retired = true;
        }
        return true;
    }

    @Override
    void forgotten(Http2Stream stream) {
        active--;
        if (retired) {
            closeIfUnused();
        } else if (available()) {
            owner.onAvailable(this);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        lastRead = System.nanoTime();
        super.channelRead(context, message);
    }

    /**
     * Nobody waits any more for the answer to a request that went out then. If nothing at all has come since, the backend may have
     * gone without a word, which the kernel finds out after a quarter of an hour: other requests get another connection.
     */
    void unanswered(long since) {
        long now = System.nanoTime();
        if (now - since > SILENCE && now - lastRead > SILENCE) {
            leave();
        }
    }

    @Override
    public void retire() {
        leave();
    }
}
