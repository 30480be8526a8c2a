package io.gatewright.runtime.http;

import io.gatewright.runtime.codec.Deadline;
import io.gatewright.runtime.codec.RequestStart;
import io.gatewright.runtime.codec.ResponseStart;
import io.gatewright.runtime.codec.ServerStream;
import io.gatewright.runtime.snapshot.Cluster;
import io.gatewright.runtime.upstream.ClusterPools;
import io.gatewright.semantics.decide.Decision;
import io.gatewright.semantics.decide.LocalReply;
import io.gatewright.semantics.decide.Outcome;
import io.gatewright.semantics.decide.ReplyReason;
import io.gatewright.semantics.decide.RetryDecision;
import io.gatewright.semantics.pick.SessionToken;
import io.gatewright.semantics.plan.ClusterPlan;
import io.gatewright.semantics.plan.RulePlan;
import java.time.Duration;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * All tries of one exchange at the endpoints of its cluster, one {@link Attempt} at a time. Whether there is a next one is
 * decided by {@link RetryDecision}; this class counts, chooses endpoints and keeps the time of each try.
 */
final class Tries {
    private final Exchange exchange;
    private final ClientSide side;
    private final ServerStream client;
    private final ExchangeLog log;
    private final RulePlan rule;
    private final Cluster cluster;
    private final ClusterPools pools;
    private final RequestStart start;
    private final @Nullable RequestBody body;
    private final @Nullable SessionToken session;
    private final @Nullable String webSocketKey;
    private @Nullable Deadline time;
    private @Nullable Deadline pause;
    private @Nullable Attempt attempt;
    private @Nullable BitSet tried;
    private int count;
    private boolean staleTried;
    private boolean over;

    Tries(
            Exchange exchange,
            ClientSide side,
            ServerStream client,
            ExchangeLog log,
            Decision.Forward forward,
            Cluster cluster,
            OutgoingHead out,
            @Nullable RequestBody body) {
        this.exchange = exchange;
        this.side = side;
        this.client = client;
        this.log = log;
        this.cluster = cluster;
        this.body = body;
        rule = forward.rule();
        pools = side.upstreams.pools(cluster);
        RulePlan.Session sticky = rule.session().orElse(null);
        session = sticky == null ? null : side.runtime.sessions.read(sticky, cluster, out.headers());
        webSocketKey = webSocketKey(out);
        start = out.toStart();
        start.scheme(cluster.tls() == null ? "http" : "https");
        if (body != null && rule.retry().isPresent()) {
            body.keep(side.runtime.settings.limits().replayBytes());
        }
    }

    private @Nullable String webSocketKey(OutgoingHead out) {
        if (out.upgrade() == null || !Upgrades.webSocket(out.toStart())) {
            return null;
        }
        String key = Upgrades.key(out.editable(), side.random());
        if (http2()) {
            Upgrades.dropKey(out.editable());
        }
        return key;
    }

    private boolean http2() {
        return cluster.plan().protocol() == ClusterPlan.Protocol.HTTP2;
    }

    void first() {
        pools.requestBegins();
        int index = session == null ? -1 : Sessions.find(session, cluster.endpoints());
        next(index >= 0 ? index : choose());
    }

    private int choose() {
        return pools.choose(side.runtime.balancer, side.random(), tried);
    }

    private void next(int index) {
        if (over) {
            return;
        }
        if (index < 0) {
            fail(ReplyReason.NO_ENDPOINT, "no endpoint to choose");
            return;
        }
        count++;
        attempt(index, false);
    }

    private void attempt(int index, boolean fresh) {
        log.tryBegins(pools.address(index));
        Duration limit = rule.timeouts().backendRequest().orElse(null);
        if (limit != null) {
            if (time == null) {
                time = new Deadline(client.eventLoop(), this::late);
            }
            time.in(limit.toNanos());
        }
        Attempt made = new Attempt(this, pools, index);
        attempt = made;
        made.begin(fresh);
    }

    RequestStart start() {
        return start;
    }

    @Nullable
    RequestBody body() {
        return body;
    }

    /** The exchange needs nothing from backends any more. */
    void cancel() {
        over = true;
        if (time != null) {
            time.cancel();
        }
        if (pause != null) {
            pause.cancel();
        }
        if (attempt != null) {
            attempt.cancel();
        }
    }

    private void stopTime() {
        if (time != null) {
            time.clear();
        }
    }

    void demandResponse() {
        if (attempt != null) {
            attempt.demand();
        }
    }

    private void late() {
        Attempt current = attempt;
        if (over || current == null) {
            return;
        }
        current.cancel();
        if (exchange.responded()) {
            broken(ReplyReason.BACKEND_TIMEOUT);
        } else {
            ended(new Outcome.TryTimeout(), ReplyReason.BACKEND_TIMEOUT, "the try took too long");
        }
    }

    // what an attempt reports

    /** The connection was idle before and died under the request: not the endpoint's fault, and not a try. */
    void stale(Attempt dead) {
        boolean harmless = RetryDecision.IDEMPOTENT.contains(start.method());
        if (!staleTried && harmless && (body == null || body.replayable())) {
            staleTried = true;
            attempt(dead.index(), true);
        } else {
            ended(new Outcome.ResetBeforeResponse(), ReplyReason.BACKEND_RESET, "the connection died");
        }
    }

    /** A try ended without a response. */
    void ended(Outcome outcome, ReplyReason reason, String message) {
        stopTime();
        if (body != null) {
            body.detach();
        }
        Duration wait = again(outcome);
        if (wait == null) {
            fail(reason, message);
        } else if (!pools.retryAllowed()) {
            fail(ReplyReason.RETRY_BUDGET, "the retry budget of " + cluster.key() + " is used up");
        } else {
            retry(wait);
        }
    }

    /** Null to give up. */
    private @Nullable Duration again(Outcome outcome) {
        boolean replayable = body == null || body.replayable();
        if (rule.retry().isEmpty()) {
            // nothing was sent, nothing was said about retries: one more endpoint, if there is one, does no harm
            boolean other = outcome instanceof Outcome.NotProcessed
                    && replayable
                    && count == 1
                    && cluster.endpoints().size() > 1;
            return other ? Duration.ZERO : null;
        }
        RetryDecision decision =
                RetryDecision.after(rule.retry(), count, outcome, start.method(), replayable, side.random());
        return decision instanceof RetryDecision.Again more ? more.pause() : null;
    }

    private void retry(Duration wait) {
        pools.meters().retried();
        if (tried == null) {
            tried = new BitSet();
        }
        if (attempt != null) {
            tried.set(attempt.index());
        }
        attempt = null;
        if (wait.isZero()) {
            next(choose());
        } else {
            pause = new Deadline(client.eventLoop(), () -> next(choose()));
            pause.in(wait.toNanos());
        }
    }

    /** Whether the response is one that the rule wants tried again, and may be; it is dropped then. */
    boolean retried(int status) {
        if (rule.retry().isEmpty()) {
            return false;
        }
        Duration wait = again(new Outcome.Status(status));
        if (wait == null) {
            return false;
        }
        stopTime();
        if (body != null) {
            body.detach();
        }
        if (pools.retryAllowed()) {
            retry(wait);
        } else {
            fail(ReplyReason.RETRY_BUDGET, "the retry budget of " + cluster.key() + " is used up");
        }
        return true;
    }

    /** The response that goes to the client. */
    void respond(ResponseStart head, boolean last) {
        log.backendAnswered();
        Attempt current = attempt;
        if (head.switching()) {
            stopTime();
            if (!Upgrades.accepted(head, webSocketKey, client.protocol().equals("HTTP/2"), http2())) {
                cancel();
                fail(ReplyReason.BACKEND_PROTOCOL_ERROR, "the backend accepted another WebSocket key");
                return;
            }
        }
        if (rule.session().isPresent() && current != null) {
            side.runtime.sessions.write(
                    rule.session().get(),
                    cluster,
                    cluster.endpoints().get(current.index()),
                    session,
                    side.info.tls() != null,
                    head.headers());
        }
        exchange.respond(head, last);
    }

    void inform(ResponseStart head) {
        exchange.inform(head);
    }

    Exchange exchange() {
        return exchange;
    }

    void fail(ReplyReason reason, String message) {
        over = true;
        stopTime();
        exchange.reply(LocalReply.of(reason, message));
    }

    /** The response began and cannot be completed. */
    void broken(ReplyReason reason) {
        over = true;
        stopTime();
        exchange.broken(reason);
    }
}
