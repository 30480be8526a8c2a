package io.gatewright.semantics.planner;

import io.gatewright.model.core.Bytes;
import io.gatewright.model.core.Secret;
import io.gatewright.semantics.plan.CertificatePlan;
import io.gatewright.semantics.plan.PlanEntry;
import io.gatewright.semantics.plan.TrustPlan;
import io.gatewright.semantics.reference.CaBundle;
import java.util.Map;

/** Entries for key material. */
final class Certificates {
    private Certificates() {}

    static void certificate(Secret secret, Map<String, PlanEntry> entries) {
        CertificatePlan plan = new CertificatePlan(
                secret.ref(),
                secret.get(Secret.TLS_CERTIFICATE).map(Bytes::utf8).orElse(""),
                new CertificatePlan.PrivateKey(
                        secret.get(Secret.TLS_PRIVATE_KEY).map(Bytes::utf8).orElse("")));
        entries.put(plan.key(), plan);
    }

    static void trust(CaBundle bundle, Map<String, PlanEntry> entries) {
        TrustPlan plan = new TrustPlan(bundle.source(), bundle.pem());
        entries.put(plan.key(), plan);
    }
}
