package io.gatewright.runtime.http;

import io.gatewright.runtime.codec.Abort;
import io.gatewright.runtime.codec.Deadline;
import io.gatewright.runtime.codec.Malformed;
import io.gatewright.runtime.codec.RequestStart;
import io.gatewright.runtime.codec.ResponseStart;
import io.gatewright.runtime.codec.ServerStream;
import io.gatewright.runtime.codec.StreamEvents;
import io.gatewright.runtime.filter.AskingFilter;
import io.gatewright.runtime.filter.Mirror;
import io.gatewright.runtime.filter.Question;
import io.gatewright.runtime.snapshot.Cluster;
import io.gatewright.runtime.snapshot.Snapshot;
import io.gatewright.semantics.decide.Decision;
import io.gatewright.semantics.decide.Evaluation;
import io.gatewright.semantics.decide.Evaluator;
import io.gatewright.semantics.decide.LocalReply;
import io.gatewright.semantics.decide.MirrorCopy;
import io.gatewright.semantics.decide.ReplyReason;
import io.gatewright.semantics.match.Match;
import io.gatewright.semantics.match.RequestTarget;
import io.gatewright.semantics.match.Router;
import io.gatewright.semantics.trace.Trace;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaders;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One request with its response, on the thread of the client's connection from head to {@link #finish}. It holds one
 * snapshot to its end. What happens towards backends is in {@link Tries}, towards the client in {@link Response}.
 */
final class Exchange implements StreamEvents {
    /** How long the other half of a tunnel may go on after one ended. */
    private static final long TUNNEL_END = TimeUnit.SECONDS.toNanos(5);

    private final ClientSide side;
    private final ServerStream client;
    private final Snapshot snapshot;
    private final ExchangeLog log;
    private final Response response;
    private @Nullable RequestBody body;
    private @Nullable Tries tries;
    private @Nullable Asking asking;
    private @Nullable Deadline total;
    private @Nullable Deadline idle;
    private boolean tunnelHalf;
    private boolean done;

    Exchange(ClientSide side, ServerStream client) {
        this.side = side;
        this.client = client;
        snapshot = side.info.snapshots().read();
        log = new ExchangeLog(side.runtime.settings, side.runtime.meters, side.info);
        log.version = snapshot.version();
        response = new Response(side.runtime, client, log);
    }

    void malformed(Malformed why) {
        reply(Intake.reply(why));
    }

    /** The request's head is there: steps 4 to 7 of the path of a request. */
    void run(RequestStart start, boolean last) {
        side.upstreams.seen(snapshot);
        log.request(start, client.protocol());
        body = last || start.upgrade() != null ? null : new RequestBody(client);
        response.to(start.method(), Intake.grpc(start));
        Intake intake = Intake.of(start, side);
        if (intake instanceof Intake.Refused refused) {
            reply(refused.reply());
        } else if (intake instanceof Intake.Taken taken) {
            log.client(taken.client());
            log.head(taken.head());
            response.to(start.method(), taken.head().grpc());
            Router.Port port = snapshot.router().port(side.info.port());
            if (port == null) {
                reply(LocalReply.of(ReplyReason.LISTENER_NOT_FOUND, "port " + side.info.port() + " has no listener"));
            } else {
                Router.Listener listener = port.listener(taken.head().host());
                log.listener(listener == null ? null : listener.key());
                go(
                        Evaluator.decide(
                                port, side.info.tlsListener(), taken.head(), taken.out(), side.random(), Trace.NONE),
                        taken);
            }
        }
    }

    private void go(Decision decision, Intake.Taken taken) {
        if (decision instanceof Decision.Reply reply) {
            log.match(reply.match());
            response.edits(reply.response());
            reply(reply.reply());
        } else if (decision instanceof Decision.Ask ask) {
            matched(ask.evaluation().match());
            response.edits(ask.evaluation().response());
            ask(ask, taken);
        } else if (decision instanceof Decision.Forward forward) {
            matched(forward.match());
            response.edits(forward.response());
            forward(forward, taken.out());
        }
    }

    private void matched(Match match) {
        log.match(match);
        Duration request = match.rule().timeouts().request().orElse(null);
        if (request != null && total == null) {
            Deadline deadline = new Deadline(client.eventLoop(), () -> late("the time for the request is over"));
            total = deadline;
            deadline.in(Math.max(1, request.toNanos() - log.elapsed()));
        }
    }

    private void ask(Decision.Ask ask, Intake.Taken taken) {
        AskingFilter filter = side.runtime.filters.of(ask.filter());
        if (filter == null) {
            reply(LocalReply.of(ReplyReason.FILTER_REFUSED, "this gateway has no such filter"));
        } else if (body != null && filter.bodyBytes() > 0) {
            watch();
            body.collect(filter.bodyBytes(), () -> ask(filter, ask.evaluation(), taken));
        } else {
            ask(filter, ask.evaluation(), taken);
        }
    }

    private void ask(AskingFilter filter, Evaluation evaluation, Intake.Taken taken) {
        Asking question = new Asking(this, evaluation, taken);
        asking = question;
        question.ask(
                filter,
                new Question(
                        taken.head(),
                        taken.out(),
                        taken.out().headers(),
                        client.protocol(),
                        body == null ? Unpooled.EMPTY_BUFFER : body.beginning(),
                        body == null || body.ended(),
                        side.info,
                        snapshot,
                        side.upstreams));
    }

    /** A filter that was asked lets the request pass. */
    void passed(Evaluation evaluation, Intake.Taken taken) {
        if (!done) {
            go(evaluation.resume(), taken);
        }
    }

    private void forward(Decision.Forward forward, OutgoingHead out) {
        Cluster cluster = snapshot.cluster(forward.cluster());
        log.backend = forward.cluster();
        LocalReply refusal = Evaluator.admit(
                cluster == null ? null : cluster.plan(),
                cluster == null ? 0 : cluster.endpoints().size());
        if (refusal != null || cluster == null) {
            reply(refusal == null ? LocalReply.of(ReplyReason.BACKEND_UNRESOLVED, "no cluster") : refusal);
            return;
        }
        if (cluster.closed() != null) {
            reply(LocalReply.of(ReplyReason.BACKEND_CLOSED, cluster.closed().message()));
            return;
        }
        if (out.pathEdited()) {
            String edited = RequestTarget.parse(out.method(), out.target()).refusal();
            if (edited != null) {
                reply(LocalReply.of(ReplyReason.FILTER_REFUSED, "rewritten path: " + edited));
                return;
            }
        }
        watch();
        if (!forward.mirrors().isEmpty()) {
            forward.mirrors().forEach(this::mirror);
        }
        Tries made = new Tries(this, side, client, log, forward, cluster, out, body);
        tries = made;
        made.first();
    }

    /** From here on, silence ends it. A filter that was asked took its time. */
    private void watch() {
        Duration quiet = side.runtime.settings.limits().streamIdle();
        if (!quiet.isZero()) {
            idle().in(quiet.toNanos(), asking == null ? log.now() : System.nanoTime());
        }
    }

    private Deadline idle() {
        Deadline deadline = idle;
        if (deadline == null) {
            deadline = Deadline.borrow(client.eventLoop(), () -> late("nothing moved for too long"));
            idle = deadline;
        }
        return deadline;
    }

    private void mirror(MirrorCopy copy) {
        Cluster target = snapshot.cluster(copy.cluster());
        RequestStart start = ((OutgoingHead) copy.head()).toStart();
        if (target == null || target.closed() != null || target.endpoints().isEmpty() || start.upgrade() != null) {
            return;
        }
        Mirror mirror = Mirror.send(side.upstreams, target, side.runtime.balancer, start, body == null);
        if (body != null) {
            body.tee(mirror);
        }
    }

    private void late(String message) {
        reply(LocalReply.of(ReplyReason.REQUEST_TIMEOUT, message));
    }

    // the response

    /** Answers without a backend; once the response has begun, breaks it off instead. */
    void reply(LocalReply reply) {
        reply(reply, Unpooled.EMPTY_BUFFER);
    }

    void reply(LocalReply reply, ByteBuf text) {
        if (done) {
            text.release();
            return;
        }
        cancelTries();
        response.reply(reply, text);
        finish(reply.reason());
    }

    void inform(ResponseStart start) {
        response.inform(start);
    }

    boolean responded() {
        return response.begun();
    }

    /** The backend's head. */
    void respond(ResponseStart start, boolean last) {
        try {
            response.head(start, last);
        } catch (IllegalArgumentException e) {
            reply(LocalReply.of(ReplyReason.INTERNAL_ERROR, "the edited response cannot be sent: " + e.getMessage()));
            return;
        }
        touch(log.now());
        if (response.tunnel()) {
            // time limits are for answers; from here on only silence ends it
            if (total != null) {
                total.cancel();
            }
            body = new RequestBody(client);
        } else if (last) {
            finish(null);
        }
    }

    /** The body of the request; of the tunnel, once it stands. */
    @Nullable
    RequestBody body() {
        return body;
    }

    void responseData(ByteBuf part, boolean last) {
        response.data(part, last);
        if (last) {
            responseEnds();
        } else {
            touch();
        }
    }

    void responseTrailers(HttpHeaders trailers) {
        response.trailers(trailers);
        responseEnds();
    }

    private void responseEnds() {
        if (response.tunnel()) {
            halfEnds();
        } else {
            finish(null);
        }
    }

    /** Passes what was written on; true if the client can take more. */
    boolean flushResponse() {
        return response.flush();
    }

    /** The backend broke off after its response began. */
    void broken(ReplyReason why) {
        response.breakOff();
        finish(why);
    }

    private void halfEnds() {
        if (tunnelHalf) {
            finish(null);
        } else {
            tunnelHalf = true;
            idle().in(TUNNEL_END);
        }
    }

    private void touch() {
        touch(System.nanoTime());
    }

    private void touch(long now) {
        if (idle != null && !tunnelHalf) {
            idle.in(side.runtime.settings.limits().streamIdle().toNanos(), now);
        }
    }

    // the client

    @Override
    public void onData(ByteBuf part, boolean last) {
        if (done || body == null) {
            part.release();
            return;
        }
        touch();
        body.onData(part, last);
        if (last && response.tunnel()) {
            halfEnds();
        }
    }

    @Override
    public void onTrailers(HttpHeaders trailers) {
        if (!done && body != null) {
            ForwardedHeaders.stripTrailers(trailers);
            body.onTrailers(trailers);
        }
    }

    @Override
    public void onBatch() {
        if (!done && body != null) {
            body.onBatch();
        }
    }

    @Override
    public void onWritable() {
        if (!done && tries != null) {
            tries.demandResponse();
        }
    }

    @Override
    public void onAbort(Abort why) {
        if (done) {
            return;
        }
        if (why == Abort.PROTOCOL) {
            reply(LocalReply.of(ReplyReason.BAD_FRAMING, "malformed request body"));
        } else {
            finish(ReplyReason.CLIENT_CLOSED);
        }
    }

    private void cancelTries() {
        if (tries != null) {
            tries.cancel();
        }
    }

    /** The single exit. */
    private void finish(@Nullable ReplyReason reason) {
        if (done) {
            return;
        }
        done = true;
        if (asking != null) {
            asking.cancel();
        }
        if (total != null) {
            total.cancel();
        }
        if (idle != null) {
            idle.giveBack();
            idle = null;
        }
        cancelTries();
        long bytesIn = 0;
        if (body != null) {
            bytesIn = body.bytes();
            body.release();
        }
        log.finish(reason, bytesIn);
    }
}
