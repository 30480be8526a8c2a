package io.gatewright.semantics.policy;

import io.gatewright.model.core.ServicePort;
import io.gatewright.model.name.ObjectRef;
import io.gatewright.model.policy.LocalPolicyTargetReference;
import io.gatewright.model.policy.Tracing;
import io.gatewright.model.policy.TracingProvider;
import io.gatewright.model.policy.XTelemetryPolicy;
import io.gatewright.model.world.World;
import io.gatewright.semantics.finding.Finding;
import io.gatewright.semantics.finding.Reason;
import io.gatewright.semantics.reference.References;
import io.gatewright.semantics.reference.Resolution.Cause;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** All XTelemetryPolicies (GEP-4768): at most one governs a Gateway, the oldest. */
public final class TelemetryPolicies {
    private final Targets<XTelemetryPolicy> targets = new Targets<>();
    private final Map<ObjectRef, List<Finding>> findings = new TreeMap<>();

    private TelemetryPolicies() {}

    /** All policies of a world. */
    public static TelemetryPolicies of(World world, References references) {
        TelemetryPolicies policies = new TelemetryPolicies();
        for (XTelemetryPolicy policy : world.all(XTelemetryPolicy.KIND)) {
            policies.findings.put(policy.ref(), check(references, policy));
            for (LocalPolicyTargetReference target : policy.spec().targetRefs()) {
                policies.targets.add(target.refFrom(policy.ref().namespace()), Optional.empty(), policy);
            }
        }
        return policies;
    }

    /** All policies that aim at a Gateway. */
    public List<XTelemetryPolicy> aimingAt(ObjectRef gateway) {
        return targets.aimingAt(gateway);
    }

    /** Everything that is wrong with policies, the conflicts that they lose included. */
    public List<Finding> findings() {
        return targets.all().stream()
                .flatMap(target -> aimingAt(target).stream().flatMap(policy -> findings(policy, target).stream()))
                .toList();
    }

    /** What is wrong with a policy at a Gateway. */
    public List<Finding> findings(XTelemetryPolicy policy, ObjectRef gateway) {
        List<Finding> all = new ArrayList<>(findings.getOrDefault(policy.ref(), List.of()));
        targets.winnerOver(policy, gateway, Optional.empty())
                .ifPresent(winner -> all.add(
                        0,
                        new Finding(
                                policy.ref(),
                                "spec.targetRefs",
                                Reason.POLICY_CONFLICTED,
                                winner.ref() + " is older and governs the same Gateway: remove one of them")));
        return all;
    }

    private static List<Finding> check(References references, XTelemetryPolicy policy) {
        List<Finding> findings = new ArrayList<>();
        policy.spec()
                .tracing()
                .flatMap(Tracing::provider)
                .map(TracingProvider::backendRef)
                .ifPresent(ref -> references
                        .backend(policy.ref(), ref, ServicePort.TCP)
                        .refusal()
                        .ifPresent(refused -> findings.add(new Finding(
                                policy.ref(),
                                "spec.tracing.provider.backendRef",
                                reason(refused.cause()),
                                refused.message()))));
        if (policy.spec()
                .tracing()
                .map(tracing -> tracing.mode().equals(Tracing.ENABLED))
                .orElse(false)) {
            findings.add(new Finding(
                    policy.ref(),
                    "spec.tracing.mode",
                    Reason.POLICY_INVALID,
                    "tracing is not supported by this version: traffic is served without it"));
        }
        return findings;
    }

    private static Reason reason(Cause cause) {
        switch (cause) {
            case NOT_PERMITTED:
                return Reason.REF_NOT_PERMITTED;
            case WRONG_KIND:
                return Reason.INVALID_KIND;
            default:
                return Reason.BACKEND_NOT_FOUND;
        }
    }
}
