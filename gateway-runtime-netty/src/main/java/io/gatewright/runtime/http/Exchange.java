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
import io.gatewright.runtime.listen.ConnectionInfo;
import io.gatewright.runtime.snapshot.Cluster;
import io.gatewright.runtime.snapshot.Snapshot;
import io.gatewright.semantics.decide.Decision;
import io.gatewright.semantics.decide.Evaluation;
import io.gatewright.semantics.decide.Evaluator;
import io.gatewright.semantics.decide.LocalReply;
import io.gatewright.semantics.decide.MirrorCopy;
import io.gatewright.semantics.decide.ReplyReason;
import io.gatewright.semantics.edit.ResponseEdits;
import io.gatewright.semantics.match.Authority;
import io.gatewright.semantics.match.Parsed;
import io.gatewright.semantics.match.RequestHead;
import io.gatewright.semantics.match.RequestTarget;
import io.gatewright.semantics.match.Router;
import io.gatewright.semantics.trace.Trace;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One request with its response, on the thread of the client's connection from head to {@link #finish}. It holds one
 * snapshot to its end. What happens towards backends is in {@link Tries}.
 */
final class Exchange implements StreamEvents {
    /** How long the other half of a tunnel may go on after the backend ended its own. */
    private static final long TUNNEL_END = TimeUnit.SECONDS.toNanos(5);

    private final ClientSide side;
    private final ServerStream client;
    private final Snapshot snapshot;
    private final ExchangeLog log;
    private @Nullable RequestHead head;
    private @Nullable OutgoingHead out;
    private @Nullable RequestBody body;
    private @Nullable Tries tries;
    private @Nullable Runnable asking;
    private @Nullable Deadline total;
    private @Nullable Deadline idle;
    private ResponseEdits edits = ResponseEdits.NONE;
    private boolean grpc;
    private boolean responded;
    private boolean tunnel;
    private boolean tunnelHalf;
    private boolean done;

    Exchange(ClientSide side, ServerStream client) {
        this.side = side;
        this.client = client;
        snapshot = side.info.snapshots().read();
        log = new ExchangeLog(side.runtime.settings, side.runtime.meters, side.info);
        log.version = snapshot.version();
    }

    void malformed(Malformed why) {
        reply(new LocalReply(
                switch (why) {
                    case FRAMING -> ReplyReason.BAD_FRAMING;
                    case FIRST_LINE, HEADER, VERSION -> ReplyReason.BAD_REQUEST;
                    case HOST -> ReplyReason.BAD_HOST;
                    case FIRST_LINE_TOO_LONG -> ReplyReason.URI_TOO_LONG;
                    case HEADERS_TOO_LARGE -> ReplyReason.HEADERS_TOO_LARGE;
                    case EXPECTATION -> ReplyReason.EXPECTATION_FAILED;
                    case SLOW_HEAD -> ReplyReason.CLIENT_TIMEOUT;
                },
                why.status(),
                java.util.List.of(),
                why.message()));
    }

    /** The request's head is there: steps 4 to 7 of the path of a request. */
    void run(RequestStart start, boolean last) {
        side.upstreams.seen(snapshot);
        log.request(start, client.protocol());
        body = last || start.upgrade() != null ? null : new RequestBody(client);
        String method = start.method();
        grpc = isGrpc(start.headers());
        if (method.equals("CONNECT") || method.equals("TRACE")) {
            reply(LocalReply.of(ReplyReason.METHOD_NOT_SUPPORTED, "method " + method + " is not for gateways"));
            return;
        }
        Parsed<RequestTarget> parsedTarget = RequestTarget.parse(method, start.target());
        RequestTarget target = parsedTarget.orNull();
        if (target == null) {
            reply(LocalReply.of(ReplyReason.BAD_PATH, String.valueOf(parsedTarget.refusal())));
            return;
        }
        String named = target.authority() != null ? target.authority() : start.authority();
        Parsed<Authority> parsedAuthority = Authority.parse(named == null ? "" : named);
        Authority authority = parsedAuthority.orNull();
        if (named == null || authority == null) {
            reply(LocalReply.of(ReplyReason.BAD_HOST, String.valueOf(parsedAuthority.refusal())));
            return;
        }
        ConnectionInfo info = side.info;
        log.client(side.runtime.forwarded.apply(start.headers(), info, named));
        RequestHead asked = new RequestHead(
                method,
                info.scheme(),
                authority.host(),
                named,
                target.path(),
                target.query(),
                new HeadView(start.headers(), named));
        head = asked;
        log.head(asked);
        grpc = asked.grpc();
        OutgoingHead outgoing = new OutgoingHead(
                method, info.scheme(), named, target.path(), target.query(), start.headers(), start.upgrade());
        out = outgoing;
        Router.Port port = snapshot.router().port(info.port());
        if (port == null) {
            reply(LocalReply.of(ReplyReason.LISTENER_NOT_FOUND, "port " + info.port() + " has no listener"));
            return;
        }
        go(Evaluator.decide(port, info.tlsListener(), asked, outgoing, side.random(), Trace.NONE));
    }

    private static boolean isGrpc(HttpHeaders headers) {
        String type = headers.get(HttpHeaderNames.CONTENT_TYPE);
        return type != null && type.startsWith("application/grpc");
    }

    private void go(Decision decision) {
        if (decision instanceof Decision.Reply reply) {
            log.match(reply.match());
            edits = reply.response();
            reply(reply.reply());
        } else if (decision instanceof Decision.Ask ask) {
            log.match(ask.evaluation().match());
            edits = ask.evaluation().response();
            ask(ask);
        } else if (decision instanceof Decision.Forward forward) {
            log.match(forward.match());
            edits = forward.response();
            forward(forward);
        }
    }

    private void ask(Decision.Ask ask) {
        AskingFilter filter = side.runtime.filters.of(ask.filter());
        if (filter == null) {
            reply(LocalReply.of(ReplyReason.FILTER_REFUSED, "no implementation of filter " + ask.filter()));
            return;
        }
        RequestBody given = body;
        if (given != null && filter.bodyBytes() > 0) {
            given.collect(filter.bodyBytes(), () -> ask(ask, filter));
        } else {
            ask(ask, filter);
        }
    }

    private void ask(Decision.Ask ask, AskingFilter filter) {
        OutgoingHead outgoing = outgoing();
        Question question = new Question(
                head(),
                outgoing,
                outgoing.headers(),
                client.protocol(),
                body == null ? Unpooled.EMPTY_BUFFER : body.beginning(),
                body == null || body.ended(),
                side.info,
                snapshot,
                side.upstreams);
        Asked asked = new Asked(ask.evaluation());
        Runnable giveUp = filter.ask(question, asked);
        if (!asked.answered) {
            asking = giveUp;
        }
    }

    /** Waits for a filter's answer. */
    private final class Asked implements AskingFilter.Answer {
        private final Evaluation evaluation;
        private boolean answered;

        Asked(Evaluation evaluation) {
            this.evaluation = evaluation;
        }

        @Override
        public void pass() {
            answered = true;
            asking = null;
            if (!done) {
                go(evaluation.resume());
            }
        }

        @Override
        public void reply(LocalReply reply, ByteBuf text) {
            answered = true;
            asking = null;
            Exchange.this.reply(reply, text);
        }
    }

    private void forward(Decision.Forward forward) {
        Cluster cluster = snapshot.cluster(forward.cluster());
        LocalReply refusal = Evaluator.admit(
                cluster == null ? null : cluster.plan(),
                cluster == null ? 0 : cluster.endpoints().size());
        log.backend = forward.cluster();
        if (refusal == null && cluster != null && cluster.closed() != null) {
            refusal = LocalReply.of(ReplyReason.BACKEND_CLOSED, cluster.closed().message());
        }
        OutgoingHead outgoing = outgoing();
        if (refusal == null && outgoing.pathEdited()) {
            String edited =
                    RequestTarget.parse(outgoing.method(), outgoing.target()).refusal();
            refusal = edited == null ? null : LocalReply.of(ReplyReason.FILTER_REFUSED, "rewritten path: " + edited);
        }
        if (refusal != null || cluster == null) {
            reply(Objects.requireNonNull(refusal));
            return;
        }
        Duration request = forward.rule().timeouts().request().orElse(null);
        if (request != null) {
            Deadline deadline = new Deadline(client.eventLoop(), () -> late(ReplyReason.REQUEST_TIMEOUT));
            total = deadline;
            deadline.in(Math.max(1, request.toNanos() - log.elapsed()));
        }
        Duration quiet = side.runtime.settings.limits().streamIdle();
        if (!quiet.isZero()) {
            Deadline deadline = new Deadline(client.eventLoop(), () -> late(ReplyReason.REQUEST_TIMEOUT));
            idle = deadline;
            deadline.in(quiet.toNanos());
        }
        for (MirrorCopy copy : forward.mirrors()) {
            mirror(copy);
        }
        Tries made = new Tries(this, side, client, log, forward, cluster, outgoing, body);
        tries = made;
        made.first();
    }

    private void mirror(MirrorCopy copy) {
        Cluster target = snapshot.cluster(copy.cluster());
        if (target == null || target.closed() != null || target.endpoints().isEmpty()) {
            return;
        }
        RequestStart start = ((OutgoingHead) copy.head()).toStart();
        if (start.upgrade() != null) {
            return;
        }
        Mirror mirror = Mirror.send(side.upstreams, target, side.runtime.balancer, start, body == null);
        if (body != null) {
            body.tee(mirror);
        }
    }

    private void late(ReplyReason why) {
        if (!done) {
            if (tries != null) {
                tries.cancel();
            }
            reply(LocalReply.of(why, "the exchange took too long"));
        }
    }

    private RequestHead head() {
        return Objects.requireNonNull(head);
    }

    private OutgoingHead outgoing() {
        return Objects.requireNonNull(out);
    }

    // the response

    /** Answers without a backend; once the response has begun, ends it instead. */
    void reply(LocalReply reply) {
        reply(reply, Unpooled.EMPTY_BUFFER);
    }

    private void reply(LocalReply reply, ByteBuf text) {
        if (done) {
            text.release();
            return;
        }
        if (responded) {
            text.release();
            client.abort(Abort.INTERNAL);
        } else {
            responded = true;
            boolean toHead = head != null && head().method().equals("HEAD");
            LocalReplies.Written written = side.runtime.replies.send(client, reply, edits, grpc, toHead, text);
            log.responds(written.status());
            log.grpcStatus = written.grpcStatus();
            log.bytesOut = written.bytes();
        }
        finish(reply.reason());
    }

    void inform(ResponseStart start) {
        if (start.status() != 100) {
            client.inform(start);
            client.flush();
        }
    }

    /** The backend's response, edited by now but for what belongs to this side. */
    void respond(ResponseStart start, boolean last) {
        HttpHeaders headers = start.headers();
        edits.apply(new HeaderView(headers));
        side.runtime.settings.reasonHeader().ifPresent(headers::remove);
        if (!headers.contains(HttpHeaderNames.DATE)) {
            headers.set(HttpHeaderNames.DATE, side.runtime.date.now());
        }
        try {
            client.respond(start, last);
        } catch (IllegalArgumentException e) {
            cancelTries();
            reply(LocalReply.of(ReplyReason.INTERNAL_ERROR, String.valueOf(e.getMessage())));
            return;
        }
        responded = true;
        log.responds(start.status());
        if (grpc) {
            noteGrpc(headers);
        }
        touch();
        if (start.switching()) {
            tunnel = true;
            if (total != null) {
                total.cancel();
            }
            body = new RequestBody(client);
            client.flush();
            return;
        }
        if (last) {
            client.flush();
            finish(null);
        }
    }

    private void noteGrpc(HttpHeaders headers) {
        String text = headers.get("grpc-status");
        if (text != null && text.length() <= 2 && text.chars().allMatch(Character::isDigit) && !text.isEmpty()) {
            log.grpcStatus = Integer.parseInt(text);
        }
    }

    boolean responded() {
        return responded;
    }

    /** The body of a tunnel, once it stands. */
    @Nullable
    RequestBody body() {
        return body;
    }

    void responseData(ByteBuf part, boolean last) {
        log.bytesOut += part.readableBytes();
        client.data(part, last);
        touch();
        if (last) {
            responseEnds();
        }
    }

    void responseTrailers(HttpHeaders trailers) {
        noteGrpc(trailers);
        client.trailers(trailers);
        responseEnds();
    }

    private void responseEnds() {
        client.flush();
        if (!tunnel) {
            finish(null);
            return;
        }
        if (tunnelHalf) {
            finish(null);
        } else {
            tunnelHalf = true;
            if (idle == null) {
                idle = new Deadline(client.eventLoop(), () -> late(ReplyReason.REQUEST_TIMEOUT));
            }
            idle.in(TUNNEL_END);
        }
    }

    /** Passes what was written on; true if the client can take more. */
    boolean flushResponse() {
        client.flush();
        return client.writable();
    }

    private void touch() {
        if (idle != null && !tunnelHalf) {
            idle.in(side.runtime.settings.limits().streamIdle().toNanos());
        }
    }

    // the client

    @Override
    public void onData(ByteBuf part, boolean last) {
        RequestBody given = body;
        if (done || given == null) {
            part.release();
            return;
        }
        touch();
        given.onData(part, last);
        if (tunnel && last) {
            if (tunnelHalf) {
                finish(null);
            }
            tunnelHalf = true;
        }
    }

    @Override
    public void onTrailers(HttpHeaders trailers) {
        if (!done && body != null) {
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
        cancelTries();
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

    /** The backend broke off after its response began. */
    void broken(ReplyReason why) {
        client.abort(Abort.INTERNAL);
        finish(why);
    }

    /** The single exit. */
    private void finish(@Nullable ReplyReason reason) {
        if (done) {
            return;
        }
        done = true;
        if (asking != null) {
            asking.run();
        }
        if (total != null) {
            total.cancel();
        }
        if (idle != null) {
            idle.cancel();
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
