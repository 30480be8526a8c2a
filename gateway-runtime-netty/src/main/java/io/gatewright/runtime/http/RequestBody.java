package io.gatewright.runtime.http;

import io.gatewright.runtime.codec.ClientStream;
import io.gatewright.runtime.codec.ServerStream;
import io.gatewright.runtime.filter.Tee;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request between its client and whoever takes it: first perhaps a filter that wants to see its beginning,
 * then one backend after the other. Reads from the client only as fast as the taker writes, and keeps at most a small
 * beginning.
 */
final class RequestBody {
    private final ServerStream client;
    private final List<Tee> tees = new ArrayList<>(0);
    private @Nullable ClientStream sink;
    private @Nullable ByteBuf held;
    private @Nullable HttpHeaders trailers;
    private @Nullable Runnable collected;
    private int collectLimit;
    private int keepLimit;
    private boolean ended;
    private boolean lost;
    private long bytes;

    RequestBody(ServerStream client) {
        this.client = client;
    }

    long bytes() {
        return bytes;
    }

    /** The client has sent all of it. */
    boolean ended() {
        return ended;
    }

    /** It can still be given to a taker from its first byte. */
    boolean replayable() {
        return !lost;
    }

    /** Keeps up to so many bytes for another try. */
    void keep(int limit) {
        keepLimit = limit;
    }

    void tee(Tee tee) {
        tees.add(tee);
        if (held != null && held.isReadable()) {
            tee.data(held.copy(), false);
        }
        if (ended) {
            endTee(tee);
        }
        tee.flush();
    }

    /** Reads the beginning, {@code limit} bytes or all, and keeps it. {@link #beginning()} then has it. */
    void collect(int limit, Runnable then) {
        if (ended || beginning().readableBytes() >= limit) {
            then.run();
            return;
        }
        collectLimit = limit;
        collected = then;
        client.demand();
    }

    /** What is kept; borrowed. */
    ByteBuf beginning() {
        return held == null ? Unpooled.EMPTY_BUFFER : held;
    }

    /** Gives the body to a backend, from its beginning. */
    void attach(ClientStream taker) {
        sink = taker;
        ByteBuf beginning = held;
        if (beginning != null && beginning.isReadable()) {
            boolean last = ended && trailers == null;
            if (keepLimit > 0) {
                taker.data(beginning.copy(), last);
            } else {
                held = null;
                lost = true;
                taker.data(beginning, last);
            }
            if (ended && trailers != null) {
                taker.trailers(trailers);
            }
        } else if (ended) {
            end(taker);
        }
        taker.flush();
        pull();
    }

    private void end(ClientStream taker) {
        if (trailers != null) {
            taker.trailers(trailers);
        } else {
            taker.data(Unpooled.EMPTY_BUFFER, true);
        }
    }

    /** The taker is gone. */
    void detach() {
        sink = null;
    }

    /** The taker can take more. */
    void pull() {
        if (!ended && sink != null && sink.writable()) {
            client.demand();
        }
    }

    void onData(ByteBuf part, boolean last) {
        bytes += part.readableBytes();
        ended = last;
        for (Tee tee : tees) {
            tee.data(part.retainedDuplicate(), last);
        }
        if (sink == null) {
            hold(part);
            part.release();
        } else {
            if (keepLimit > 0 && !lost) {
                if (beginning().readableBytes() + part.readableBytes() <= keepLimit) {
                    hold(part);
                } else {
                    lost = true;
                    forget();
                }
            } else {
                lost = true;
            }
            sink.data(part, last);
        }
        checkCollected();
    }

    void onTrailers(HttpHeaders given) {
        ended = true;
        trailers = given;
        tees.forEach(this::endTee);
        if (sink != null) {
            sink.trailers(given);
        }
        checkCollected();
    }

    private void endTee(Tee tee) {
        if (trailers != null) {
            tee.trailers(trailers);
        } else {
            tee.data(Unpooled.EMPTY_BUFFER, true);
        }
    }

    void onBatch() {
        tees.forEach(Tee::flush);
        if (sink != null) {
            sink.flush();
            pull();
        } else if (collected != null && !ended) {
            client.demand();
        }
    }

    private void hold(ByteBuf part) {
        ByteBuf kept = held;
        if (kept == null) {
            kept = client.alloc().buffer(Math.max(256, part.readableBytes()));
            held = kept;
        }
        kept.writeBytes(part, part.readerIndex(), part.readableBytes());
    }

    private void checkCollected() {
        Runnable then = collected;
        if (then != null && (ended || beginning().readableBytes() >= collectLimit)) {
            collected = null;
            then.run();
        }
    }

    private void forget() {
        if (held != null) {
            held.release();
            held = null;
        }
    }

    /** The exchange is over. */
    void release() {
        sink = null;
        collected = null;
        forget();
        if (!ended) {
            tees.forEach(Tee::abort);
        }
        tees.clear();
    }
}
