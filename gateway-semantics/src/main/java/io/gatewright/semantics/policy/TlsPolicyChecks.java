package io.gatewright.semantics.policy;

import io.gatewright.model.core.Service;
import io.gatewright.model.core.ServicePort;
import io.gatewright.model.name.ObjectRef;
import io.gatewright.model.policy.BackendTlsPolicy;
import io.gatewright.model.policy.LocalPolicyTargetReferenceWithSectionName;
import io.gatewright.semantics.finding.Finding;
import io.gatewright.semantics.finding.Reason;
import io.gatewright.semantics.policy.TlsPolicyNode.BadTarget;
import io.gatewright.semantics.reference.CaBundle;
import io.gatewright.semantics.reference.References;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The checks of one BackendTLSPolicy by itself: its targets, and whom it trusts. */
final class TlsPolicyChecks {
    private TlsPolicyChecks() {}

    static TlsPolicyNode check(References references, BackendTlsPolicy policy) {
        List<BadTarget> targets = badTargets(references, policy);
        List<Finding> findings = new ArrayList<>();
        List<CaBundle> authorities =
                Trust.authorities(references, policy.ref(), policy.spec().validation(), "spec.validation", findings);
        return new TlsPolicyNode(policy, authorities, findings, targets);
    }

    private static List<BadTarget> badTargets(References references, BackendTlsPolicy policy) {
        List<BadTarget> bad = new ArrayList<>();
        for (int i = 0; i < policy.spec().targetRefs().size(); i++) {
            LocalPolicyTargetReferenceWithSectionName target =
                    policy.spec().targetRefs().get(i);
            ObjectRef ref = target.refFrom(policy.ref().namespace());
            String field = "spec.targetRefs[" + i + "]";
            references
                    .follow(policy.ref(), ref, Service.KIND)
                    .fold(
                            service -> badSection(policy.ref(), target, service, field),
                            refused -> Optional.of(
                                    new Finding(policy.ref(), field, Reason.TARGET_NOT_FOUND, refused.message())))
                    .ifPresent(finding -> bad.add(new BadTarget(ref, target.sectionName(), finding)));
        }
        return bad;
    }

    private static Optional<Finding> badSection(
            ObjectRef policy, LocalPolicyTargetReferenceWithSectionName target, Service service, String field) {
        List<ServicePort> aimed = service.spec().ports().stream()
                .filter(port -> target.sectionName().isEmpty() || port.name().equals(target.sectionName()))
                .toList();
        if (target.sectionName().isPresent() && aimed.isEmpty()) {
            return Optional.of(new Finding(
                    policy,
                    field + ".sectionName",
                    Reason.TARGET_NOT_FOUND,
                    service.ref() + " has no port named `"
                            + target.sectionName().get() + "`"));
        }
        if (!aimed.isEmpty() && aimed.stream().allMatch(port -> port.protocol().equals(ServicePort.UDP))) {
            return Optional.of(new Finding(
                    policy, field, Reason.POLICY_INVALID, service.ref() + " has UDP ports only: no TLS there"));
        }
        return Optional.empty();
    }
}
