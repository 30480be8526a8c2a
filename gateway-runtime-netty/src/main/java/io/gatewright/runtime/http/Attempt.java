package io.gatewright.runtime.http;

import io.gatewright.runtime.codec.Abort;
import io.gatewright.runtime.codec.ClientStream;
import io.gatewright.runtime.codec.ResponseStart;
import io.gatewright.runtime.upstream.ClusterPools;
import io.gatewright.runtime.upstream.ConnectFailure;
import io.gatewright.runtime.upstream.StreamWaiter;
import io.gatewright.semantics.decide.Outcome;
import io.gatewright.semantics.decide.ReplyReason;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/** One try at one endpoint: waits for a stream, sends the request, passes the response on. */
final class Attempt implements StreamWaiter, ClientStream.Events {
    private final Tries tries;
    private final ClusterPools pools;
    private final int index;
    private @Nullable Object waiting;
    private @Nullable ClientStream stream;
    private boolean reused;
    private boolean answered;
    private boolean responseDone;
    private boolean demandOpen;
    private boolean over;

    Attempt(Tries tries, ClusterPools pools, int index) {
        this.tries = tries;
        this.pools = pools;
        this.index = index;
    }

    int index() {
        return index;
    }

    void begin(boolean fresh) {
        waiting = pools.acquire(index, fresh, this);
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
        RequestBody body = tries.body();
        try {
            given.request(tries.start(), body == null, this);
        } catch (IllegalArgumentException e) {
            over = true;
            given.abort(Abort.CANCEL);
            tries.fail(ReplyReason.INTERNAL_ERROR, "the edited request cannot be sent: " + e.getMessage());
            return;
        }
        if (body == null) {
            given.flush();
        } else {
            body.attach(given);
        }
    }

    @Override
    public void onConnectFailed(ConnectFailure failure) {
        waiting = null;
        if (over) {
            return;
        }
        over = true;
        ReplyReason reason = switch (failure.kind()) {
            case TLS -> ReplyReason.BACKEND_TLS_FAILED;
            case PROTOCOL -> ReplyReason.BACKEND_PROTOCOL_ERROR;
            case REFUSED, TIMEOUT, CLOSED -> ReplyReason.CONNECT_FAILED;
        };
        tries.ended(new Outcome.NotProcessed(reason), reason, failure.message());
    }

    @Override
    public void onInform(ResponseStart head) {
        if (!over) {
            tries.inform(head);
        }
    }

    @Override
    public void onResponse(ResponseStart head, boolean last) {
        if (over) {
            return;
        }
        answered = true;
        responseDone = last;
        pools.judge(index, true);
        if (tries.retried(head.status())) {
            cancel();
            return;
        }
        tries.respond(head, last);
        if (last || over) {
            return;
        }
        if (head.switching()) {
            RequestBody tunnel = tries.exchange().body();
            if (tunnel != null && stream != null) {
                tunnel.attach(stream);
            }
        }
        demand();
    }

    /** Asks for more of the response if the client can take it. */
    void demand() {
        ClientStream from = stream;
        if (!over && answered && !responseDone && !demandOpen && from != null) {
            demandOpen = true;
            from.demand();
        }
    }

    @Override
    public void onData(ByteBuf part, boolean last) {
        if (over) {
            part.release();
            return;
        }
        responseDone = last;
        tries.exchange().responseData(part, last);
    }

    @Override
    public void onTrailers(HttpHeaders trailers) {
        if (!over) {
            responseDone = true;
            tries.exchange().responseTrailers(trailers);
        }
    }

    @Override
    public void onBatch() {
        demandOpen = false;
        if (!over && tries.exchange().flushResponse()) {
            demand();
        }
    }

    @Override
    public void onWritable() {
        RequestBody body = tries.exchange().body();
        if (!over && body != null) {
            body.pull();
        }
    }

    @Override
    public void onAbort(Abort why) {
        if (over) {
            return;
        }
        over = true;
        if (answered) {
            tries.broken(why == Abort.PROTOCOL ? ReplyReason.BACKEND_PROTOCOL_ERROR : ReplyReason.BACKEND_RESET);
            return;
        }
        if (why == Abort.CLOSED && reused) {
            tries.stale(this);
            return;
        }
        pools.judge(index, false);
        if (why == Abort.REFUSED) {
            tries.ended(
                    new Outcome.NotProcessed(ReplyReason.BACKEND_RESET),
                    ReplyReason.BACKEND_RESET,
                    "the backend refused the stream");
        } else if (why == Abort.PROTOCOL) {
            tries.fail(ReplyReason.BACKEND_PROTOCOL_ERROR, "the backend's answer is not HTTP");
        } else {
            tries.ended(
                    new Outcome.ResetBeforeResponse(),
                    ReplyReason.BACKEND_RESET,
                    "the backend closed before it answered");
        }
    }

    /** The result is not wanted any more. */
    void cancel() {
        over = true;
        if (waiting != null) {
            ClusterPools.cancel(waiting, this);
            waiting = null;
        }
        if (stream != null) {
            stream.abort(Abort.CANCEL);
        }
    }
}
