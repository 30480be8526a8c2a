package io.gatewright.runtime.filter;

import io.gatewright.runtime.codec.Abort;
import io.gatewright.runtime.codec.ClientStream;
import io.gatewright.runtime.codec.Deadline;
import io.gatewright.runtime.codec.RequestStart;
import io.gatewright.runtime.codec.ResponseStart;
import io.gatewright.runtime.snapshot.Cluster;
import io.gatewright.runtime.upstream.ClusterPools;
import io.gatewright.runtime.upstream.ConnectFailure;
import io.gatewright.runtime.upstream.LoopUpstreams;
import io.gatewright.runtime.upstream.StreamWaiter;
import io.gatewright.semantics.pick.Balancer;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.ArrayDeque;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A copy of a request for another backend. Its answer is read and thrown away. Whatever goes wrong, and also a backend too
 * slow to take the copy at the pace of the original, ends the copy and nothing else.
 */
public final class Mirror implements Tee, StreamWaiter, ClientStream.Events {
    /** Bytes that may wait for the mirror's connection. */
    private static final int MAX_QUEUE = 256 * 1024;

    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(30);

    private final RequestStart start;
    private final boolean bodiless;
    private final Deadline deadline;
    private final ArrayDeque<ByteBuf> queue = new ArrayDeque<>();
    private final ClusterPools pools;
    private final int index;
    private @Nullable Object waiting;
    private @Nullable ClientStream stream;
    private @Nullable HttpHeaders trailers;
    private int queued;
    private boolean ended;
    private boolean endSent;
    private boolean over;
    private boolean reused;
    private boolean answered;

    private Mirror(LoopUpstreams upstreams, ClusterPools pools, int index, RequestStart start, boolean bodiless) {
        this.pools = pools;
        this.index = index;
        this.start = start;
        this.bodiless = bodiless;
        ended = bodiless;
        endSent = bodiless;
        deadline = new Deadline(upstreams.loop(), this::abort);
    }

    /**
     * Sends the copy to one endpoint.
     *
     * @param start its head
     * @param bodiless false: the body follows through the {@link Tee}
     */
    public static Mirror send(
            LoopUpstreams upstreams, Cluster target, Balancer balancer, RequestStart start, boolean bodiless) {
        start.scheme(target.tls() == null ? "http" : "https");
        ClusterPools pools = upstreams.pools(target);
        int index = pools.choose(balancer, ThreadLocalRandom.current(), null);
        Mirror mirror = new Mirror(upstreams, pools, index, start, bodiless);
        if (index < 0) {
            mirror.over = true;
        } else {
            mirror.deadline.in(PATIENCE);
            mirror.begin(false);
        }
        return mirror;
    }

    private void begin(boolean fresh) {
        Object handle = pools.acquire(index, fresh, this);
        if (!over && stream == null) {
            waiting = handle;
        }
    }

    @Override
    public void onStream(ClientStream given, boolean usedBefore) {
        waiting = null;
        reused = usedBefore;
        if (over) {
            given.abort(Abort.CANCEL);
            return;
        }
        stream = given;
        try {
            given.request(start, bodiless, this);
        } catch (IllegalArgumentException e) {
            given.abort(Abort.CANCEL);
            end();
            return;
        }
        pump();
        given.flush();
    }

    @Override
    public void onConnectFailed(ConnectFailure failure) {
        waiting = null;
        end();
    }

    @Override
    public void data(ByteBuf part, boolean last) {
        if (over) {
            part.release();
            return;
        }
        ended |= last;
        queued += part.readableBytes();
        queue.addLast(part);
        pump();
        if (queued > MAX_QUEUE) {
            abort();
        }
    }

    @Override
    public void trailers(HttpHeaders given) {
        if (!over) {
            ended = true;
            trailers = given.copy();
            pump();
        }
    }

    private void pump() {
        ClientStream to = stream;
        if (to == null || over) {
            return;
        }
        ByteBuf part;
        while (to.writable() && (part = queue.pollFirst()) != null) {
            queued -= part.readableBytes();
            boolean last = ended && queue.isEmpty() && trailers == null;
            endSent |= last;
            to.data(part, last);
        }
        if (ended && !endSent && queue.isEmpty()) {
            endSent = true;
            if (trailers != null) {
                to.trailers(trailers);
            }
        }
    }

    @Override
    public void flush() {
        if (stream != null && !over) {
            stream.flush();
        }
    }

    @Override
    public void abort() {
        if (over) {
            return;
        }
        if (waiting != null) {
            ClusterPools.cancel(waiting, this);
        }
        if (stream != null) {
            stream.abort(Abort.CANCEL);
        }
        end();
    }

    private void end() {
        over = true;
        if (stream != null) {
            // answered before it had all: the rest is not sent
            stream.abort(Abort.CANCEL);
        }
        deadline.cancel();
        ByteBuf part;
        while ((part = queue.pollFirst()) != null) {
            part.release();
        }
    }

    @Override
    public void onInform(ResponseStart head) {}

    @Override
    public void onResponse(ResponseStart head, boolean last) {
        answered = true;
        if (last) {
            end();
        } else if (stream != null) {
            stream.demand();
        }
    }

    @Override
    public void onData(ByteBuf part, boolean last) {
        part.release();
        if (last) {
            end();
        }
    }

    @Override
    public void onTrailers(HttpHeaders given) {
        end();
    }

    @Override
    public void onBatch() {
        if (!over && stream != null) {
            stream.demand();
        }
    }

    @Override
    public void onWritable() {
        pump();
        flush();
    }

    @Override
    public void onAbort(Abort why) {
        if (over) {
            return;
        }
        if (why == Abort.CLOSED && reused && bodiless && !answered) {
            stream = null;
            begin(true);
        } else {
            end();
        }
    }
}
