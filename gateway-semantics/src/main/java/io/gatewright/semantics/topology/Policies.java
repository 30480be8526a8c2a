package io.gatewright.semantics.topology;

import io.gatewright.model.name.ObjectRef;
import io.gatewright.model.sorted.SortedTree;
import io.gatewright.semantics.finding.Finding;
import io.gatewright.semantics.policy.BackendTlsPolicies;
import io.gatewright.semantics.policy.TelemetryPolicies;
import io.gatewright.semantics.policy.TrafficPolicies;
import io.gatewright.semantics.policy.XBackendNode;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.function.Consumer;

/**
 * The policies of all kinds, and the XBackends, which carry their own.
 *
 * @param xbackends all of the world, by name
 */
public record Policies(
        BackendTlsPolicies backendTls,
        TrafficPolicies traffic,
        TelemetryPolicies telemetry,
        SortedMap<ObjectRef, XBackendNode> xbackends) {
    public Policies {
        xbackends = SortedTree.copyOf(xbackends).asMap();
    }

    /**
     * An XBackend that a route refers to.
     *
     * @throws IllegalStateException if there is none: resolved references lead to existing objects only
     */
    public XBackendNode xbackend(ObjectRef ref) {
        XBackendNode node = xbackends.get(ref);
        if (node == null) {
            throw new IllegalStateException("resolved, but not there: " + ref);
        }
        return node;
    }

    /** Names the backends that a policy governs or governed which is not as it was, and the changed XBackends. */
    public void backendsSince(Policies before, Consumer<ObjectRef> changed) {
        backendTls.targetsSince(before.backendTls, changed);
        traffic.targetsSince(before.traffic, changed);
        SortedTree.copyOf(xbackends).since(SortedTree.copyOf(before.xbackends), (ref, old, now) -> changed.accept(ref));
    }

    /** Everything that is wrong with them, the conflicts that they lose included. */
    List<Finding> findings() {
        List<Finding> all = new ArrayList<>(backendTls.findings());
        all.addAll(traffic.findings());
        all.addAll(telemetry.findings());
        xbackends.values().forEach(node -> all.addAll(node.findings()));
        return all;
    }
}
