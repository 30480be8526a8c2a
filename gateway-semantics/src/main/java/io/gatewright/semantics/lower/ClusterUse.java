package io.gatewright.semantics.lower;

import io.gatewright.semantics.plan.ClusterPlan;
import io.gatewright.semantics.reference.ResolvedBackend;

/** A backend, and what a route speaks to it: enough to plan the cluster for any Gateway. */
public record ClusterUse(ResolvedBackend backend, ClusterPlan.Protocol protocol) {
    /** The key that the cluster will have. */
    public String key() {
        return ClusterPlan.key(backend.ref(), backend.port(), protocol);
    }
}
