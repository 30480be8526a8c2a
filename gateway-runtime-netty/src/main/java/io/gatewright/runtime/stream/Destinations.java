package io.gatewright.runtime.stream;

import io.gatewright.model.name.ObjectRef;
import io.gatewright.runtime.snapshot.Cluster;
import io.gatewright.runtime.snapshot.Snapshot;
import io.gatewright.runtime.snapshot.StreamRoutes;
import io.gatewright.semantics.decide.ReplyReason;
import io.gatewright.semantics.plan.BackendPlan;
import io.gatewright.semantics.plan.ListenerPlan;
import io.gatewright.semantics.plan.Plan;
import io.gatewright.semantics.plan.RulePlan;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Decides once per connection or flow: the rule of the listener, then a backend by weight. A backend that cannot serve
 * keeps its share of refusals. Shares are exact over a full cycle, because choices are counted. Any thread.
 */
final class Destinations {
    /** Beside the snapshot, so that a change of configuration does not begin the cycle anew. */
    private final ConcurrentMap<Key, AtomicLong> sequences = new ConcurrentHashMap<>();

    private record Key(ObjectRef gateway, ObjectRef route, int rule) {}

    /** @param serverName of TLS, lower case; null if there is none */
    Destination choose(Snapshot snapshot, ListenerPlan listener, @Nullable String serverName) {
        if (listener.closed().isPresent()) {
            return new Destination.Nowhere(null, null, ReplyReason.LISTENER_CLOSED);
        }
        StreamRoutes.Entry entry = snapshot.streams().find(listener.listener(), serverName);
        if (entry == null) {
            return new Destination.Nowhere(null, null, ReplyReason.ROUTE_NOT_FOUND);
        }
        RulePlan rule = entry.rule();
        if (rule.refusal().isPresent()) {
            return new Destination.Nowhere(rule, null, ReplyReason.RULE_REFUSED);
        }
        long number = sequences
                .computeIfAbsent(new Key(snapshot.gateway(), rule.route(), rule.index()), key -> new AtomicLong())
                .getAndIncrement();
        int index = entry.shares().bySequence(number);
        if (index < 0) {
            return new Destination.Nowhere(rule, null, ReplyReason.NO_BACKEND);
        }
        return resolve(snapshot, rule, rule.backends().get(index).target());
    }

    private static Destination resolve(Snapshot snapshot, RulePlan rule, BackendPlan.Target target) {
        if (!(target instanceof BackendPlan.Cluster named)) {
            return new Destination.Nowhere(rule, null, ReplyReason.BACKEND_UNRESOLVED);
        }
        Cluster cluster = snapshot.cluster(named.key());
        if (cluster == null) {
            return new Destination.Nowhere(rule, named.key(), ReplyReason.BACKEND_UNRESOLVED);
        }
        if (cluster.closed() != null) {
            return new Destination.Nowhere(rule, named.key(), ReplyReason.BACKEND_CLOSED);
        }
        return cluster.endpoints().isEmpty()
                ? new Destination.Nowhere(rule, named.key(), ReplyReason.NO_ENDPOINT)
                : new Destination.To(rule, cluster);
    }

    /** Forgets the rules that a plan no longer has. */
    void forgetOthers(Plan plan) {
        Set<ObjectRef> routes = new HashSet<>();
        plan.routes().forEach(route -> routes.add(route.route()));
        sequences.keySet().removeIf(key -> key.gateway().equals(plan.gateway()) && !routes.contains(key.route()));
    }
}
