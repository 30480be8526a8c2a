package io.gatewright.semantics.decide;

import io.gatewright.semantics.edit.MutableHead;
import io.gatewright.semantics.edit.ResponseEdits;
import io.gatewright.semantics.listener.ListenerKey;
import io.gatewright.semantics.match.Match;
import io.gatewright.semantics.match.Misdirected;
import io.gatewright.semantics.match.RequestHead;
import io.gatewright.semantics.match.Router;
import io.gatewright.semantics.plan.ClusterPlan;
import io.gatewright.semantics.plan.Refusal;
import io.gatewright.semantics.trace.Step;
import io.gatewright.semantics.trace.Step.Verdict;
import io.gatewright.semantics.trace.Trace;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** From the head of a request to a decision. There is no second evaluator: {@code explain} runs this one with a trace. */
public final class Evaluator {
    private Evaluator() {}

    /**
     * Decides about one request: listener, rule, filters, backend.
     *
     * @param port where it arrived
     * @param tlsListener the listener that the server name selected; null on a clear-text port
     * @param head the request, normalised; stays as it is
     * @param out the same head as the backend will see it; edited in place
     * @param random for weights and mirror fractions
     * @param trace {@link Trace#NONE} for traffic
     */
    public static Decision decide(
            Router.Port port,
            @Nullable ListenerKey tlsListener,
            RequestHead head,
            MutableHead out,
            RandomGenerator random,
            Trace trace) {
        switch (Misdirected.judge(port, tlsListener, head.host())) {
            case NOT_FOUND:
                return end(
                        ReplyReason.LISTENER_NOT_FOUND,
                        "no listener on port " + port.number() + " for host `" + head.host() + "`",
                        trace);
            case MISDIRECTED:
                return end(
                        ReplyReason.MISDIRECTED,
                        "host `" + head.host() + "` belongs to another listener than the connection",
                        trace);
            case SERVE:
                break;
        }
        Router.Listener listener = port.listener(head.host());
        if (listener == null) {
            throw new IllegalStateException("a listener that serves is there");
        }
        Refusal closed = listener.plan().closed().orElse(null);
        if (trace.on()) {
            trace.step(new Step(
                    Step.Kind.LISTENER,
                    listener.key().toString(),
                    closed == null ? Verdict.TAKEN : Verdict.REFUSED,
                    closed == null ? "most specific for host `" + head.host() + "`" : closed.message()));
        }
        if (closed != null) {
            return end(ReplyReason.LISTENER_CLOSED, closed.message(), trace);
        }
        Match match = listener.hosts().match(head, trace);
        if (match == null) {
            return end(ReplyReason.ROUTE_NOT_FOUND, "no rule of listener " + listener.key() + " matches", trace);
        }
        return new Evaluation(port.number(), match, head, out, random, trace).start();
    }

    /**
     * Whether a cluster can be served at all: the last question before an endpoint is chosen, asked by traffic and by
     * {@code explain}.
     *
     * @param cluster null if the plan has none of the key, which is a defect of the plan
     * @param endpoints how many there are
     * @return the answer if it cannot, null if it can
     */
    public static @Nullable LocalReply admit(@Nullable ClusterPlan cluster, int endpoints) {
        if (cluster == null) {
            return LocalReply.of(ReplyReason.BACKEND_UNRESOLVED, "the plan has no cluster of this key");
        }
        if (cluster.closed().isPresent()) {
            return LocalReply.of(
                    ReplyReason.BACKEND_CLOSED, cluster.closed().get().message());
        }
        return endpoints > 0
                ? null
                : LocalReply.of(ReplyReason.NO_ENDPOINT, cluster.backend() + " has no ready endpoint");
    }

    private static Decision end(ReplyReason reason, String message, Trace trace) {
        return reply(LocalReply.of(reason, message), null, ResponseEdits.NONE, trace);
    }

    static Decision reply(LocalReply reply, @Nullable Match match, ResponseEdits response, Trace trace) {
        if (trace.on()) {
            trace.step(new Step(
                    Step.Kind.REPLY, reply.reason().code(), Verdict.REFUSED, reply.status() + ": " + reply.message()));
        }
        return new Decision.Reply(reply, match, response);
    }
}
