package io.gatewright.semantics.planner;

import io.gatewright.model.core.Bytes;
import io.gatewright.model.core.Secret;
import io.gatewright.model.name.GatewayDuration;
import io.gatewright.model.policy.BackendTlsPolicy;
import io.gatewright.model.policy.BackendTlsPolicyValidation;
import io.gatewright.model.policy.RequestRate;
import io.gatewright.model.policy.RetryConstraint;
import io.gatewright.model.policy.SubjectAltName;
import io.gatewright.model.policy.XBackend;
import io.gatewright.model.policy.XBackendTls;
import io.gatewright.model.policy.XBackendTrafficPolicy;
import io.gatewright.semantics.finding.Finding;
import io.gatewright.semantics.lower.ClusterUse;
import io.gatewright.semantics.plan.CertificatePlan;
import io.gatewright.semantics.plan.ClusterPlan;
import io.gatewright.semantics.plan.PlanEntry;
import io.gatewright.semantics.plan.Refusal;
import io.gatewright.semantics.plan.TrustPlan;
import io.gatewright.semantics.policy.TlsPolicyNode;
import io.gatewright.semantics.reference.CaBundle;
import io.gatewright.semantics.reference.References;
import io.gatewright.semantics.topology.GatewayNode;
import io.gatewright.semantics.topology.Policies;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How one Gateway speaks to one backend: the policies in force, and the Gateway's own client certificate. */
final class Clusters {
    private final GatewayNode gateway;
    private final Policies policies;
    private final References references;
    private final Map<String, PlanEntry> entries;

    /** @param entries receives the cluster and the certificates that it needs, by key */
    Clusters(GatewayNode gateway, Policies policies, References references, Map<String, PlanEntry> entries) {
        this.gateway = gateway;
        this.policies = policies;
        this.references = references;
        this.entries = entries;
    }

    void add(ClusterUse use) {
        if (entries.containsKey(use.key())) {
            return;
        }
        Optional<RefusalOr> tls = tls(use);
        ClusterPlan plan = new ClusterPlan(
                use.backend().ref(),
                use.backend().port(),
                use.protocol(),
                tls.flatMap(RefusalOr::tls),
                policies.traffic().inForce(use.backend().ref()).flatMap(Clusters::budget),
                tls.flatMap(RefusalOr::refusal));
        entries.put(plan.key(), plan);
    }

    /** Settled TLS, or the reason why there can be none. */
    private record RefusalOr(Optional<ClusterPlan.Tls> tls, Optional<Refusal> refusal) {
        static RefusalOr refused(String reason, String message) {
            return new RefusalOr(Optional.empty(), Optional.of(new Refusal(reason, message)));
        }

        static RefusalOr settled(ClusterPlan.Tls tls) {
            return new RefusalOr(Optional.of(tls), Optional.empty());
        }
    }

    private Optional<RefusalOr> tls(ClusterUse use) {
        if (use.protocol() == ClusterPlan.Protocol.UDP) {
            return Optional.empty();
        }
        Optional<XBackend> xbackend = use.backend().xbackend();
        if (xbackend.isPresent()) {
            return xbackendTls(xbackend.get());
        }
        return policies.backendTls()
                .inForce(use.backend().ref(), use.backend().portName())
                .map(this::policyTls);
    }

    private RefusalOr policyTls(TlsPolicyNode node) {
        BackendTlsPolicy policy = node.policy();
        if (!node.usable()) {
            Finding first = node.findings().get(0);
            return RefusalOr.refused(first.reason().text(), policy.ref() + " cannot be honoured: " + first.message());
        }
        Optional<Finding> refusedCertificate = gateway.clientCertificateRefusal();
        if (refusedCertificate.isPresent()) {
            return RefusalOr.refused(
                    refusedCertificate.get().reason().text(),
                    "the Gateway's backend client certificate cannot be used: "
                            + refusedCertificate.get().message());
        }
        return RefusalOr.settled(settled(
                policy.spec().validation(),
                node.authorities(),
                gateway.clientCertificate(),
                policy.spec().options()));
    }

    private Optional<RefusalOr> xbackendTls(XBackend xbackend) {
        XBackendTls tls = xbackend.spec().tls();
        if (tls.mode().equals(XBackendTls.NONE)) {
            return Optional.empty();
        }
        Optional<BackendTlsPolicyValidation> validation = tls.validation();
        if (validation.isEmpty()) {
            return Optional.of(RefusalOr.refused(
                    "Invalid", xbackend.ref() + ": `spec.tls.validation` is needed with mode `" + tls.mode() + "`"));
        }
        List<CaBundle> authorities = new ArrayList<>();
        validation
                .get()
                .caCertificateRefs()
                .forEach(ref -> references
                        .authorities(xbackend.ref(), ref.refFrom(xbackend.ref().namespace()))
                        .value()
                        .ifPresent(authorities::add));
        if (authorities.isEmpty() && validation.get().wellKnownCACertificates().isEmpty()) {
            return Optional.of(RefusalOr.refused(
                    "NoValidCACertificate", xbackend.ref() + ": no certificate authority could be resolved"));
        }
        Optional<Secret> certificate = Optional.empty();
        if (tls.mode().equals(XBackendTls.CLIENT_AND_SERVER)) {
            certificate = tls.clientCertificateRef()
                    .flatMap(ref -> references
                            .certificate(
                                    xbackend.ref(), ref.refFrom(xbackend.ref().namespace()))
                            .value());
            if (certificate.isEmpty()) {
                return Optional.of(RefusalOr.refused(
                        "InvalidClientCertificateRef", xbackend.ref() + ": its client certificate cannot be used"));
            }
        }
        return Optional.of(RefusalOr.settled(settled(validation.get(), authorities, certificate, Map.of())));
    }

    private ClusterPlan.Tls settled(
            BackendTlsPolicyValidation validation,
            List<CaBundle> authorities,
            Optional<Secret> clientCertificate,
            Map<String, String> options) {
        authorities.forEach(bundle -> Certificates.trust(bundle, entries));
        clientCertificate.ifPresent(secret -> Certificates.certificate(secret, entries));
        return new ClusterPlan.Tls(
                validation.hostname(),
                authorities.stream()
                        .map(bundle -> TrustPlan.key(bundle.source()))
                        .toList(),
                validation.subjectAltNames().stream()
                        .map(Clusters::alternativeName)
                        .toList(),
                clientCertificate.map(secret -> CertificatePlan.key(secret.ref())),
                options);
    }

    private static ClusterPlan.AlternativeName alternativeName(SubjectAltName name) {
        boolean uri = name.type().equals(SubjectAltName.URI);
        return new ClusterPlan.AlternativeName(uri, (uri ? name.uri() : name.hostname()).orElse(""));
    }

    private static Optional<ClusterPlan.RetryBudget> budget(XBackendTrafficPolicy policy) {
        return policy.spec()
                .retryConstraint()
                .map((RetryConstraint constraint) -> new ClusterPlan.RetryBudget(
                        constraint.budget().percent(),
                        constraint.budget().interval().duration(),
                        constraint.minRetryRate().count().orElse(10),
                        interval(constraint.minRetryRate())));
    }

    private static Duration interval(RequestRate rate) {
        return rate.interval().map(GatewayDuration::duration).orElse(Duration.ofSeconds(1));
    }

    /** Entries for key material. */
    static final class Certificates {
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
}
