package io.gatewright.runtime.upstream;

import io.gatewright.model.name.ObjectRef;
import io.gatewright.runtime.Limits;
import io.gatewright.runtime.listen.Transport;
import io.gatewright.runtime.observe.Meters;
import io.gatewright.runtime.snapshot.Cluster;
import io.gatewright.semantics.plan.ClusterPlan;
import io.netty.channel.EventLoop;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/** All connections to backends of a data plane: one {@link LoopUpstreams} per gateway and event loop. */
public final class Upstreams {
    private final Connector connector;
    private final Meters meters;
    private final ConcurrentMap<LoopKey, LoopUpstreams> loops = new ConcurrentHashMap<>();
    private final ConcurrentMap<BudgetKey, RetryBudget> budgets = new ConcurrentHashMap<>();

    public Upstreams(Transport transport, Limits limits, Meters meters) {
        connector = new Connector(transport, limits);
        this.meters = meters;
    }

    private record LoopKey(ObjectRef gateway, EventLoop loop) {}

    private record BudgetKey(ObjectRef gateway, String cluster) {}

    /** The part of one event loop; keep it for the life of a connection. Any thread. */
    public LoopUpstreams on(EventLoop loop, ObjectRef gateway) {
        return loops.computeIfAbsent(new LoopKey(gateway, loop), key -> new LoopUpstreams(this, gateway, loop));
    }

    /** Lets all idle connections go; those in use when they are through. Any thread. */
    public void close() {
        loops.values().forEach(part -> part.loop().execute(part::close));
    }

    Connector connector() {
        return connector;
    }

    Meters meters() {
        return meters;
    }

    @Nullable
    RetryBudget budget(ObjectRef gateway, Cluster cluster) {
        ClusterPlan.RetryBudget plan = cluster.plan().retryBudget().orElse(null);
        if (plan == null) {
            return null;
        }
        BudgetKey key = new BudgetKey(gateway, cluster.key());
        RetryBudget budget = budgets.get(key);
        if (budget == null || !budget.plan().equals(plan)) {
            budget = new RetryBudget(plan);
            budgets.put(key, budget);
        }
        return budget;
    }
}
