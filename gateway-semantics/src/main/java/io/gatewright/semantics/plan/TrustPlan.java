package io.gatewright.semantics.plan;

import io.gatewright.model.name.ObjectRef;

/**
 * Certificate authorities to verify a peer with.
 *
 * @param source the ConfigMap or ClusterTrustBundle
 * @param caPem one or more certificates
 */
public record TrustPlan(ObjectRef source, String caPem) implements PlanEntry {
    @Override
    public String key() {
        return key(source);
    }

    /** {@code trust/ConfigMap/namespace/name}; without a namespace for a ClusterTrustBundle. */
    public static String key(ObjectRef source) {
        return "trust/" + source.kind() + "/" + source.namespace() + "/" + source.name();
    }
}
