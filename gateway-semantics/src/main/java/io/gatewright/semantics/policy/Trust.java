package io.gatewright.semantics.policy;

import io.gatewright.model.name.ObjectRef;
import io.gatewright.model.policy.BackendTlsPolicyValidation;
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

/** Whom to trust behind a backend's certificate: one block of fields, shared by BackendTLSPolicy and XBackend. */
final class Trust {
    private Trust() {}

    /**
     * The certificate authorities that a block names; none if it names the system's.
     *
     * @param owner whose block; authorities are looked for in its namespace
     * @param path of the block
     * @param findings receives what is wrong with it
     */
    static List<CaBundle> authorities(
            References references,
            ObjectRef owner,
            BackendTlsPolicyValidation validation,
            String path,
            List<Finding> findings) {
        Optional<String> wellKnown = validation.wellKnownCACertificates().filter(value -> !value.isEmpty());
        if (wellKnown.isPresent()) {
            if (!wellKnown.get().equals(BackendTlsPolicyValidation.SYSTEM)) {
                findings.add(new Finding(
                        owner,
                        path + ".wellKnownCACertificates",
                        Reason.POLICY_INVALID,
                        "`" + wellKnown.get() + "` is not supported: expected System"));
            }
            return List.of();
        }
        List<CaBundle> found = new ArrayList<>();
        List<LocalObjectReference> refs = validation.caCertificateRefs();
        for (int i = 0; i < refs.size(); i++) {
            Resolution<CaBundle> resolution =
                    references.authorities(owner, refs.get(i).refFrom(owner.namespace()));
            resolution.value().ifPresent(found::add);
            String field = path + ".caCertificateRefs[" + i + "]";
            resolution
                    .refusal()
                    .ifPresent(refused -> findings.add(new Finding(
                            owner,
                            field,
                            refused.cause() == Cause.WRONG_KIND
                                    ? Reason.INVALID_KIND
                                    : Reason.INVALID_CA_CERTIFICATE_REF,
                            refused.message())));
        }
        if (found.isEmpty()) {
            findings.add(new Finding(
                    owner,
                    path,
                    Reason.NO_VALID_CA_CERTIFICATE,
                    "no certificate authority could be resolved: the backend cannot be verified, so nothing is sent"));
        }
        return found;
    }
}
