package io.gatewright.semantics.decide;

import io.gatewright.semantics.match.Router;
import io.gatewright.semantics.match.StreamTable;
import io.gatewright.semantics.pick.WeightedChoice;
import io.gatewright.semantics.plan.BackendPlan;
import io.gatewright.semantics.plan.ListenerPlan;
import io.gatewright.semantics.plan.Refusal;
import io.gatewright.semantics.plan.RulePlan;
import io.gatewright.semantics.trace.Step;
import io.gatewright.semantics.trace.Step.Verdict;
import io.gatewright.semantics.trace.Trace;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Where a TLSRoute, TCPRoute or UDPRoute leads a connection: the sibling of {@link Evaluator} below HTTP, and like it the
 * only one. Whether the cluster can serve is asked of {@link Evaluator#admit} afterwards.
 */
public final class StreamEvaluator {
    private StreamEvaluator() {}

    /**
     * Decides about one connection or flow.
     *
     * @param listener the one that its port and server name selected
     * @param serverName of TLS, lower case; null if there is none
     * @param turns the number of the connection among those that came to this rule: shares are exact over a full cycle
     * @param trace {@link Trace#NONE} for traffic
     */
    public static StreamDecision decide(
            Router.Listener listener, @Nullable String serverName, ToLongFunction<RulePlan> turns, Trace trace) {
        Refusal closed = listener.plan().closed().orElse(null);
        if (trace.on()) {
            step(
                    trace,
                    Step.Kind.LISTENER,
                    listener.key().toString(),
                    closed == null ? Verdict.TAKEN : Verdict.REFUSED,
                    closed == null ? chosen(listener.plan(), serverName) : closed.message());
        }
        if (closed != null) {
            return refuse(null, ReplyReason.LISTENER_CLOSED, closed.message(), trace);
        }
        StreamTable.Entry entry = listener.streams().find(serverName, trace);
        if (entry == null) {
            return refuse(
                    null, ReplyReason.ROUTE_NOT_FOUND, "no route of listener " + listener.key() + " takes it", trace);
        }
        RulePlan rule = entry.rule();
        Refusal refusal = rule.refusal().orElse(null);
        if (trace.on()) {
            step(
                    trace,
                    Step.Kind.RULE,
                    rule.route() + " rule " + rule.index(),
                    refusal == null ? Verdict.TAKEN : Verdict.REFUSED,
                    refusal == null ? "takes the " + unit(listener.plan()) : refusal.message());
        }
        if (refusal != null) {
            return refuse(rule, ReplyReason.RULE_REFUSED, refusal.message(), trace);
        }
        return choose(entry, entry.shares().bySequence(turns.applyAsLong(rule)), trace);
    }

    private static StreamDecision choose(StreamTable.Entry entry, int index, Trace trace) {
        RulePlan rule = entry.rule();
        if (index == WeightedChoice.NOTHING) {
            return refuse(
                    rule,
                    ReplyReason.NO_BACKEND,
                    rule.backends().isEmpty() ? "the rule has no backend" : "all backends of the rule have weight 0",
                    trace);
        }
        BackendPlan chosen = rule.backends().get(index);
        if (chosen.target() instanceof BackendPlan.Unresolvable target) {
            String why = target.why().message();
            if (trace.on()) {
                step(trace, Step.Kind.BACKEND, "backend " + index, Verdict.REFUSED, why);
            }
            return refuse(rule, ReplyReason.BACKEND_UNRESOLVED, why, trace);
        }
        String cluster = ((BackendPlan.Cluster) chosen.target()).key();
        if (trace.on()) {
            long total = rule.backends().stream().mapToLong(BackendPlan::weight).sum();
            step(
                    trace,
                    Step.Kind.BACKEND,
                    cluster,
                    Verdict.TAKEN,
                    "backend " + index + " of " + rule.backends().size() + ", weight " + chosen.weight() + " of "
                            + total);
        }
        return new StreamDecision.Relay(rule, index, cluster);
    }

    private static String chosen(ListenerPlan listener, @Nullable String serverName) {
        return switch (listener.protocol()) {
            case TCP -> "protocol TCP: bytes are relayed as they come";
            case UDP -> "protocol UDP: datagrams are relayed as they come";
            default ->
                (serverName == null
                                ? "takes TLS without server name"
                                : "most specific for server name `" + serverName + "`")
                        + (listener.tls().map(ListenerPlan.Tls::terminate).orElse(false)
                                ? ", ends TLS"
                                : ", passes TLS through");
        };
    }

    private static String unit(ListenerPlan listener) {
        return listener.protocol() == ListenerPlan.Protocol.UDP ? "flow" : "connection";
    }

    private static StreamDecision refuse(@Nullable RulePlan rule, ReplyReason reason, String message, Trace trace) {
        if (trace.on()) {
            step(trace, Step.Kind.REPLY, reason.code(), Verdict.REFUSED, message);
        }
        return new StreamDecision.Refuse(rule, reason, message);
    }

    private static void step(Trace trace, Step.Kind kind, String subject, Verdict verdict, String sentence) {
        trace.step(new Step(kind, subject, verdict, sentence));
    }
}
