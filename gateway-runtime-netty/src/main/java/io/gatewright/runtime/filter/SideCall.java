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
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** One small request to a cluster with a small answer, both held whole: what filters ask others with. */
public final class SideCall implements StreamWaiter, ClientStream.Events {
    private final RequestStart start;
    private final ByteBuf body;
    private final int maxAnswer;
    private final Result result;
    private final Deadline deadline;
    private final ClusterPools pools;
    private final int index;
    private @Nullable Object waiting;
    private @Nullable ClientStream stream;
    private @Nullable ResponseStart head;
    private ByteBuf answer = Unpooled.EMPTY_BUFFER;
    private boolean reused;
    private boolean again;
    private boolean over;

    /** Told once, unless the call was cancelled. */
    public interface Result {
        /**
         * The whole answer.
         *
         * @param body borrowed for the duration of the call
         */
        void answered(ResponseStart head, ByteBuf body, @Nullable HttpHeaders trailers);

        /** No answer, or one too large. */
        void failed(String why);
    }

    private SideCall(
            LoopUpstreams upstreams,
            Cluster target,
            Balancer balancer,
            RequestStart start,
            ByteBuf body,
            int maxAnswer,
            Result result) {
        this.start = start;
        this.body = body;
        this.maxAnswer = maxAnswer;
        this.result = result;
        pools = upstreams.pools(target);
        index = pools.choose(balancer, ThreadLocalRandom.current(), null);
        deadline = new Deadline(upstreams.loop(), () -> fail("no answer in time"));
    }

    /**
     * Sends a request.
     *
     * @param target null, closed or without endpoints: fails
     * @param body owned by this call
     * @param nanos for everything
     * @param maxAnswer bytes of the answer's body
     * @return gives up
     */
    public static Runnable send(
            LoopUpstreams upstreams,
            @Nullable Cluster target,
            RequestStart start,
            ByteBuf body,
            long nanos,
            int maxAnswer,
            Result result) {
        if (target == null || target.closed() != null || target.endpoints().isEmpty()) {
            body.release();
            result.failed("there is no endpoint to ask");
            return () -> {};
        }
        start.scheme(target.tls() == null ? "http" : "https");
        SideCall call = new SideCall(upstreams, target, Balancer.powerOfTwo(), start, body, maxAnswer, result);
        call.deadline.in(nanos);
        call.begin(false);
        return call::cancel;
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
        if (over) {
            given.abort(Abort.CANCEL);
            return;
        }
        stream = given;
        reused = usedBefore;
        boolean bodiless = !body.isReadable();
        try {
            given.request(start, bodiless, this);
        } catch (IllegalArgumentException e) {
            fail("the request cannot be sent: " + e.getMessage());
            return;
        }
        if (!bodiless) {
            given.data(body.retainedDuplicate(), true);
        }
        given.flush();
    }

    @Override
    public void onConnectFailed(ConnectFailure failure) {
        waiting = null;
        fail(failure.message());
    }

    @Override
    public void onInform(ResponseStart interim) {}

    @Override
    public void onResponse(ResponseStart given, boolean last) {
        if (over) {
            return;
        }
        head = given;
        pools.judge(index, true);
        if (last) {
            finish(null);
        } else if (stream != null) {
            stream.demand();
        }
    }

    @Override
    public void onData(ByteBuf part, boolean last) {
        if (over) {
            part.release();
            return;
        }
        if (answer.readableBytes() + part.readableBytes() > maxAnswer) {
            part.release();
            fail("the answer is too large");
            return;
        }
        if (part.isReadable()) {
            if (!answer.isReadable()) {
                answer = pools.alloc().buffer(part.readableBytes());
            }
            answer.writeBytes(part);
        }
        part.release();
        if (last) {
            finish(null);
        }
    }

    @Override
    public void onTrailers(HttpHeaders trailers) {
        if (!over) {
            finish(trailers);
        }
    }

    @Override
    public void onBatch() {
        if (!over && stream != null) {
            stream.demand();
        }
    }

    @Override
    public void onWritable() {}

    @Override
    public void onAbort(Abort why) {
        if (over) {
            return;
        }
        stream = null;
        if (why == Abort.CLOSED && reused && head == null && !again) {
            again = true;
            begin(true);
            return;
        }
        pools.judge(index, false);
        fail("the connection broke");
    }

    private void finish(@Nullable HttpHeaders trailers) {
        ResponseStart given = head;
        if (given == null) {
            fail("no answer");
            return;
        }
        over = true;
        deadline.cancel();
        try {
            result.answered(given, answer, trailers);
        } finally {
            release();
        }
    }

    private void fail(String why) {
        if (over) {
            return;
        }
        cancel();
        result.failed(why);
    }

    private void cancel() {
        if (over) {
            return;
        }
        over = true;
        deadline.cancel();
        if (waiting != null) {
            ClusterPools.cancel(waiting, this);
        }
        if (stream != null) {
            stream.abort(Abort.CANCEL);
        }
        release();
    }

    private void release() {
        body.release();
        answer.release();
    }
}
