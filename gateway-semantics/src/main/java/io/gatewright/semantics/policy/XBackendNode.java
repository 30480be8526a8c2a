package io.gatewright.semantics.policy;

import io.gatewright.model.core.Secret;
import io.gatewright.model.name.ObjectRef;
import io.gatewright.model.policy.BackendTlsPolicyValidation;
import io.gatewright.model.policy.XBackend;
import io.gatewright.model.policy.XBackendTls;
import io.gatewright.semantics.finding.ConditionType;
import io.gatewright.semantics.finding.Finding;
import io.gatewright.semantics.finding.Reason;
import io.gatewright.semantics.reference.CaBundle;
import io.gatewright.semantics.reference.References;
import io.gatewright.semantics.reference.Resolution;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An XBackend and what its {@code spec.tls} refers to (GEP-4894).
 *
 * @param xbackend as declared
 * @param authorities whom to trust; empty with {@code wellKnownCACertificates: System}, and without TLS
 * @param clientCertificate what to show to it, in mode {@code ClientAndServer}
 * @param findings what is wrong with it
 */
public record XBackendNode(
        XBackend xbackend, List<CaBundle> authorities, Optional<Secret> clientCertificate, List<Finding> findings) {
    public XBackendNode {
        authorities = List.copyOf(authorities);
        findings = List.copyOf(findings);
    }

    /** Looks at one XBackend by itself. */
    public static XBackendNode check(References references, XBackend xbackend) {
        XBackendTls tls = xbackend.spec().tls();
        ObjectRef ref = xbackend.ref();
        if (tls.mode().equals(XBackendTls.NONE)) {
            return new XBackendNode(xbackend, List.of(), Optional.empty(), List.of());
        }
        List<Finding> findings = new ArrayList<>();
        Optional<BackendTlsPolicyValidation> validation = tls.validation();
        if (validation.isEmpty()) {
            findings.add(new Finding(
                    ref, "spec.tls.validation", Reason.POLICY_INVALID, "is needed with mode `" + tls.mode() + "`"));
        }
        List<CaBundle> authorities = validation
                .map(block -> Trust.authorities(references, ref, block, "spec.tls.validation", findings))
                .orElse(List.of());
        Optional<Secret> certificate = tls.mode().equals(XBackendTls.CLIENT_AND_SERVER)
                ? clientCertificate(references, ref, tls, findings)
                : Optional.empty();
        return new XBackendNode(xbackend, authorities, certificate, findings);
    }

    private static Optional<Secret> clientCertificate(
            References references, ObjectRef ref, XBackendTls tls, List<Finding> findings) {
        String path = "spec.tls.clientCertificateRef";
        if (tls.clientCertificateRef().isEmpty()) {
            findings.add(new Finding(
                    ref, path, Reason.POLICY_INVALID, "is needed with mode `" + XBackendTls.CLIENT_AND_SERVER + "`"));
            return Optional.empty();
        }
        Resolution<Secret> resolution =
                references.certificate(ref, tls.clientCertificateRef().get().refFrom(ref.namespace()));
        resolution
                .refusal()
                .ifPresent(refused -> findings.add(new Finding(ref, path, Reason.POLICY_INVALID, refused.message())));
        return resolution.value();
    }

    /** Why it cannot be spoken to as it asks, if so. Then nothing may be sent: never plain text instead. */
    public Optional<Finding> unusable() {
        return findings.stream()
                .filter(finding -> finding.reason().condition() == ConditionType.ACCEPTED)
                .findFirst();
    }
}
