package io.gatewright.runtime.stream;

import io.gatewright.model.name.ObjectRef;
import io.gatewright.runtime.snapshot.Cluster;
import io.gatewright.runtime.snapshot.Snapshot;
import io.gatewright.semantics.decide.Evaluator;
import io.gatewright.semantics.decide.LocalReply;
import io.gatewright.semantics.decide.ReplyReason;
import io.gatewright.semantics.decide.StreamDecision;
import io.gatewright.semantics.decide.StreamEvaluator;
import io.gatewright.semantics.match.Router;
import io.gatewright.semantics.plan.ListenerPlan;
import io.gatewright.semantics.plan.Plan;
import io.gatewright.semantics.plan.RulePlan;
import io.gatewright.semantics.trace.Trace;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Asks the evaluator once per connection or flow: the rule of the listener, then a backend by weight. A backend that cannot
 * serve keeps its share of refusals. Shares are exact over a full cycle, because choices are counted. Any thread.
 */
final class Destinations {
    /** Beside the snapshot, so that a change of configuration does not begin the cycle anew. */
    private final ConcurrentMap<Key, AtomicLong> sequences = new ConcurrentHashMap<>();

    private record Key(ObjectRef gateway, ObjectRef route, int rule) {}

    /** @param serverName of TLS, lower case; null if there is none */
    Destination choose(Snapshot snapshot, ListenerPlan plan, @Nullable String serverName) {
        Router.Listener listener = snapshot.router().listener(plan.listener());
        if (listener == null) {
            return new Destination.Nowhere(null, null, ReplyReason.LISTENER_NOT_FOUND);
        }
        StreamDecision decision =
                StreamEvaluator.decide(listener, serverName, rule -> turn(snapshot.gateway(), rule), Trace.NONE);
        if (decision instanceof StreamDecision.Refuse refuse) {
            return new Destination.Nowhere(refuse.rule(), null, refuse.reason());
        }
        StreamDecision.Relay relay = (StreamDecision.Relay) decision;
        Cluster cluster = snapshot.cluster(relay.cluster());
        if (cluster != null && cluster.closed() != null) {
            return new Destination.Nowhere(relay.rule(), relay.cluster(), ReplyReason.BACKEND_CLOSED);
        }
        LocalReply refusal = cluster == null
                ? Evaluator.admit(null, 0)
                : Evaluator.admit(cluster.plan(), cluster.endpoints().size());
        return refusal != null || cluster == null
                ? new Destination.Nowhere(
                        relay.rule(),
                        relay.cluster(),
                        refusal == null ? ReplyReason.BACKEND_UNRESOLVED : refusal.reason())
                : new Destination.To(relay.rule(), cluster);
    }

    private long turn(ObjectRef gateway, RulePlan rule) {
        return sequences
                .computeIfAbsent(new Key(gateway, rule.route(), rule.index()), key -> new AtomicLong())
                .getAndIncrement();
    }

    /** Forgets the rules that a plan no longer has. */
    void forgetOthers(Plan plan) {
        Set<ObjectRef> routes = new HashSet<>();
        plan.routes().forEach(route -> routes.add(route.route()));
        sequences.keySet().removeIf(key -> key.gateway().equals(plan.gateway()) && !routes.contains(key.route()));
    }
}
