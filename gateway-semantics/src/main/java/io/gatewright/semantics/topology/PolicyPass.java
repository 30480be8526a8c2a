package io.gatewright.semantics.topology;

import io.gatewright.model.core.ApiObject;
import io.gatewright.model.core.Kind;
import io.gatewright.model.name.ObjectRef;
import io.gatewright.model.policy.BackendTlsPolicy;
import io.gatewright.model.policy.XBackend;
import io.gatewright.model.policy.XBackendTrafficPolicy;
import io.gatewright.model.policy.XTelemetryPolicy;
import io.gatewright.model.world.World;
import io.gatewright.semantics.grant.Grants;
import io.gatewright.semantics.policy.BackendTlsPolicies;
import io.gatewright.semantics.policy.TelemetryPolicies;
import io.gatewright.semantics.policy.TlsPolicyNode;
import io.gatewright.semantics.policy.TrafficPolicies;
import io.gatewright.semantics.policy.XBackendNode;
import io.gatewright.semantics.reference.Lookup;
import io.gatewright.semantics.reference.References;
import java.util.TreeSet;
import java.util.function.BiFunction;

/** The third pass: policies, and the XBackends, which carry their own. */
final class PolicyPass {
    /** Telemetry policies are few and judged together, under one name. */
    private static final ObjectRef TELEMETRY = XTelemetryPolicy.KIND.ref("", "");

    private Results<ObjectRef, TlsPolicyNode> tls = new Results<>();
    private Results<ObjectRef, XBackendNode> xbackends = new Results<>();
    private Results<ObjectRef, TelemetryPolicies> telemetry = new Results<>();
    private Policies policies;

    PolicyPass() {
        Lookup lookup = new Lookup(World.empty(), Grants.none());
        this.policies = new Policies(
                BackendTlsPolicies.of(tls.values().values()),
                TrafficPolicies.of(World.empty()),
                TelemetryPolicies.of(World.empty(), new References(lookup)),
                xbackends.values().asMap());
    }

    private PolicyPass(PolicyPass other) {
        this.tls = other.tls.copy();
        this.xbackends = other.xbackends.copy();
        this.telemetry = other.telemetry.copy();
        this.policies = other.policies;
    }

    PolicyPass copy() {
        return new PolicyPass(this);
    }

    Policies policies() {
        return policies;
    }

    void run(Changes changes) {
        boolean tlsChanged = each(tls, BackendTlsPolicy.KIND, changes, TlsPolicyNode::check);
        boolean xbackendsChanged = each(xbackends, XBackend.KIND, changes, XBackendNode::check);
        boolean trafficChanged = !changes.of(XBackendTrafficPolicy.KIND).isEmpty();
        boolean telemetryChanged = !changes.of(XTelemetryPolicy.KIND).isEmpty()
                || !telemetry.stale(changes).isEmpty();
        if (!tlsChanged && !xbackendsChanged && !trafficChanged && !telemetryChanged) {
            return;
        }
        policies = new Policies(
                tlsChanged ? BackendTlsPolicies.of(tls.values().values()) : policies.backendTls(),
                trafficChanged ? TrafficPolicies.of(changes.now()) : policies.traffic(),
                telemetryChanged ? telemetry(changes) : policies.telemetry(),
                xbackends.values().asMap());
    }

    private TelemetryPolicies telemetry(Changes changes) {
        Lookup lookup = new Lookup(changes.now(), changes.grants());
        TelemetryPolicies judged = TelemetryPolicies.of(changes.now(), new References(lookup));
        telemetry.put(TELEMETRY, judged, lookup);
        return judged;
    }

    /** Looks anew at those that changed or depend on something that did; says whether there were any. */
    private static <T extends ApiObject, R> boolean each(
            Results<ObjectRef, R> results, Kind<T> kind, Changes changes, BiFunction<References, T, R> check) {
        TreeSet<ObjectRef> dirty = results.stale(changes);
        dirty.addAll(changes.of(kind));
        for (ObjectRef ref : dirty) {
            T object = changes.now().get(kind, ref.namespace(), ref.name()).orElse(null);
            if (object == null) {
                results.remove(ref);
            } else {
                Lookup lookup = new Lookup(changes.now(), changes.grants());
                results.put(ref, check.apply(new References(lookup), object), lookup);
            }
        }
        return !dirty.isEmpty();
    }
}
