package io.gatewright.runtime.snapshot;

import io.gatewright.runtime.tls.BackendTls;
import io.gatewright.semantics.plan.ClusterPlan;
import io.gatewright.semantics.plan.EndpointsPlan.Endpoint;
import io.gatewright.semantics.plan.Refusal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A backend as connections to it are made.
 *
 * @param plan what was asked for
 * @param key the plan's, for example {@code cluster/Service/default/shop/80/HTTP1}; made once, asked for by every request
 * @param endpoints sorted; may be empty
 * @param tls how to encrypt; null: plain. The same object as long as its inputs are the same, so that its identity may
 *     be part of a pool's key
 * @param closed non-null if nothing may be sent (an unusable BackendTLSPolicy, a trust that cannot be read): never fall
 *     back to plain text
 */
public record Cluster(
        ClusterPlan plan,
        String key,
        List<Endpoint> endpoints,
        @Nullable BackendTls tls,
        @Nullable Refusal closed) {
    public Cluster {
        endpoints = List.copyOf(endpoints);
    }

    Cluster(ClusterPlan plan, List<Endpoint> endpoints, @Nullable BackendTls tls, @Nullable Refusal closed) {
        this(plan, plan.key(), endpoints, tls, closed);
    }
}
