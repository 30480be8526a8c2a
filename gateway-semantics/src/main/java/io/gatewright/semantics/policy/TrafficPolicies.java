package io.gatewright.semantics.policy;

import io.gatewright.model.name.ObjectRef;
import io.gatewright.model.policy.LocalPolicyTargetReference;
import io.gatewright.model.policy.XBackendTrafficPolicy;
import io.gatewright.model.world.World;
import io.gatewright.semantics.finding.Finding;
import io.gatewright.semantics.finding.Reason;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** All XBackendTrafficPolicies (GEP-3388): which one governs a Service. */
public final class TrafficPolicies {
    private final Targets<XBackendTrafficPolicy> targets = new Targets<>();

    private TrafficPolicies() {}

    /** All policies of a world. */
    public static TrafficPolicies of(World world) {
        TrafficPolicies policies = new TrafficPolicies();
        for (XBackendTrafficPolicy policy : world.all(XBackendTrafficPolicy.KIND)) {
            for (LocalPolicyTargetReference target : policy.spec().targetRefs()) {
                policies.targets.add(target.refFrom(policy.ref().namespace()), Optional.empty(), policy);
            }
        }
        return policies;
    }

    /** The policy in force at a backend. */
    public Optional<XBackendTrafficPolicy> inForce(ObjectRef backend) {
        return targets.inForce(backend, Optional.empty());
    }

    /** Names the backends at which the policies are not the ones they were. */
    public void targetsSince(TrafficPolicies before, Consumer<ObjectRef> changed) {
        if (this != before) {
            targets.since(before.targets, changed);
        }
    }

    /** All that policies aim at, in order. */
    public Set<ObjectRef> targets() {
        return Collections.unmodifiableSet(targets.all());
    }

    /** All policies that aim at a backend. */
    public List<XBackendTrafficPolicy> aimingAt(ObjectRef backend) {
        return targets.aimingAt(backend);
    }

    /** The conflicts that policies lose. */
    public List<Finding> findings() {
        return targets.all().stream()
                .flatMap(target -> aimingAt(target).stream().flatMap(policy -> conflict(policy, target).stream()))
                .toList();
    }

    /** The conflict that a policy loses at a backend, if it does. */
    public Optional<Finding> conflict(XBackendTrafficPolicy policy, ObjectRef backend) {
        return targets.winnerOver(policy, backend, Optional.empty())
                .map(winner -> new Finding(
                        policy.ref(),
                        "spec.targetRefs",
                        Reason.POLICY_CONFLICTED,
                        winner.ref() + " is older and aims at the same target: remove one of them"));
    }
}
