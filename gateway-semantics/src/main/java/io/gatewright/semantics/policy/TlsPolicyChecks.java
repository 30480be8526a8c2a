package io.gatewright.semantics.policy;

import io.gatewright.model.core.Service;
import io.gatewright.model.core.ServicePort;
import io.gatewright.model.policy.BackendTlsPolicy;
import io.gatewright.model.policy.BackendTlsPolicyValidation;
import io.gatewright.model.policy.LocalPolicyTargetReferenceWithSectionName;
import io.gatewright.model.route.LocalObjectReference;
import io.gatewright.semantics.finding.Finding;
import io.gatewright.semantics.finding.Reason;
import io.gatewright.semantics.reference.CaBundle;
import io.gatewright.semantics.reference.References;
import io.gatewright.semantics.reference.Resolution;
import io.gatewright.semantics.reference.Resolution.Cause;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The checks of one BackendTLSPolicy by itself: its targets, and whom it trusts. */
final class TlsPolicyChecks {
    private TlsPolicyChecks() {}

    static TlsPolicyNode check(References references, BackendTlsPolicy policy) {
        List<Finding> findings = new ArrayList<>();
        checkTargets(references, policy, findings);
        List<CaBundle> authorities = new ArrayList<>();
        BackendTlsPolicyValidation validation = policy.spec().validation();
        Optional<String> wellKnown = validation.wellKnownCACertificates().filter(value -> !value.isEmpty());
        if (wellKnown.isPresent()) {
            if (!wellKnown.get().equals(BackendTlsPolicyValidation.SYSTEM)) {
                findings.add(new Finding(
                        policy.ref(),
                        "spec.validation.wellKnownCACertificates",
                        Reason.POLICY_INVALID,
                        "`" + wellKnown.get() + "` is not supported: expected System"));
            }
        } else {
            resolve(references, policy, authorities, findings);
        }
        return new TlsPolicyNode(policy, authorities, findings);
    }

    private static void resolve(
            References references, BackendTlsPolicy policy, List<CaBundle> authorities, List<Finding> findings) {
        List<LocalObjectReference> refs = policy.spec().validation().caCertificateRefs();
        for (int i = 0; i < refs.size(); i++) {
            Resolution<CaBundle> resolution = references.authorities(
                    policy.ref(), refs.get(i).refFrom(policy.ref().namespace()));
            resolution.value().ifPresent(authorities::add);
            String field = "spec.validation.caCertificateRefs[" + i + "]";
            resolution
                    .refusal()
                    .ifPresent(refused -> findings.add(new Finding(
                            policy.ref(),
                            field,
                            refused.cause() == Cause.WRONG_KIND
                                    ? Reason.INVALID_KIND
                                    : Reason.INVALID_CA_CERTIFICATE_REF,
                            refused.message())));
        }
        if (authorities.isEmpty()) {
            findings.add(new Finding(
                    policy.ref(),
                    "spec.validation",
                    Reason.NO_VALID_CA_CERTIFICATE,
                    "no certificate authority could be resolved: the backend cannot be verified, so nothing is sent"));
        }
    }

    private static void checkTargets(References references, BackendTlsPolicy policy, List<Finding> findings) {
        for (int i = 0; i < policy.spec().targetRefs().size(); i++) {
            LocalPolicyTargetReferenceWithSectionName target =
                    policy.spec().targetRefs().get(i);
            String field = "spec.targetRefs[" + i + "]";
            Resolution<Service> service =
                    references.follow(policy.ref(), target.refFrom(policy.ref().namespace()), Service.KIND);
            service.refusal()
                    .ifPresent(refused ->
                            findings.add(new Finding(policy.ref(), field, Reason.TARGET_NOT_FOUND, refused.message())));
            service.value().ifPresent(found -> checkSection(policy, target, found, field, findings));
        }
    }

    private static void checkSection(
            BackendTlsPolicy policy,
            LocalPolicyTargetReferenceWithSectionName target,
            Service service,
            String field,
            List<Finding> findings) {
        List<ServicePort> aimed = service.spec().ports().stream()
                .filter(port -> target.sectionName().isEmpty() || port.name().equals(target.sectionName()))
                .toList();
        if (target.sectionName().isPresent() && aimed.isEmpty()) {
            findings.add(new Finding(
                    policy.ref(),
                    field + ".sectionName",
                    Reason.TARGET_NOT_FOUND,
                    service.ref() + " has no port named `"
                            + target.sectionName().get() + "`"));
        } else if (!aimed.isEmpty()
                && aimed.stream().allMatch(port -> port.protocol().equals(ServicePort.UDP))) {
            findings.add(new Finding(
                    policy.ref(), field, Reason.POLICY_INVALID, service.ref() + " has UDP ports only: no TLS there"));
        }
    }
}
