package io.gatewright.semantics.planner;

import io.gatewright.model.core.Secret;
import io.gatewright.model.name.GatewayDuration;
import io.gatewright.model.name.ObjectRef;
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
import io.gatewright.semantics.policy.XBackendNode;
import io.gatewright.semantics.reference.CaBundle;
import io.gatewright.semantics.reference.ResolvedBackend;
import io.gatewright.semantics.topology.GatewayNode;
import io.gatewright.semantics.topology.Policies;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How one Gateway speaks to one backend: the policies in force, and the Gateway's own client certificate. */
final class Clusters {
    private final GatewayNode gateway;
    private final Policies policies;

    Clusters(GatewayNode gateway, Policies policies) {
        this.gateway = gateway;
        this.policies = policies;
    }

    /** @param material receives the certificates that the cluster needs, by key */
    ClusterPlan plan(ClusterUse use, Map<String, PlanEntry> material) {
        Optional<RefusalOr> tls = tls(use, material);
        return new ClusterPlan(
                use.backend().ref(),
                use.backend().port(),
                use.protocol(),
                tls.flatMap(RefusalOr::tls),
                policies.traffic().inForce(use.backend().ref()).flatMap(Clusters::budget),
                tls.flatMap(RefusalOr::refusal));
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

    private Optional<RefusalOr> tls(ClusterUse use, Map<String, PlanEntry> material) {
        if (use.protocol() == ClusterPlan.Protocol.UDP) {
            return Optional.empty();
        }
        Optional<XBackend> xbackend = use.backend().xbackend();
        if (xbackend.isPresent()) {
            return xbackendTls(xbackend.get().ref(), material);
        }
        return policies.backendTls()
                .inForce(use.backend().ref(), use.backend().portName())
                .map(node -> policyTls(node, use.backend(), material))
                .or(() -> plainWss(use.backend()));
    }

    /** WebSocket over TLS is what the backend says it speaks: without a policy nobody could be verified (GEP-1911). */
    private static Optional<RefusalOr> plainWss(ResolvedBackend backend) {
        return backend.appProtocol()
                .filter("kubernetes.io/wss"::equals)
                .map(protocol -> RefusalOr.refused(
                        "UnsupportedProtocol",
                        backend.ref() + " port " + backend.port() + ": `" + protocol
                                + "` needs TLS: add a BackendTLSPolicy for this Service"));
    }

    private RefusalOr policyTls(TlsPolicyNode node, ResolvedBackend backend, Map<String, PlanEntry> material) {
        BackendTlsPolicy policy = node.policy();
        Optional<Finding> unusable = node.unusableAt(backend.ref(), backend.portName());
        if (unusable.isPresent()) {
            return refused(unusable.get());
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
                policy.spec().options(),
                material));
    }

    private Optional<RefusalOr> xbackendTls(ObjectRef ref, Map<String, PlanEntry> material) {
        XBackendNode node = policies.xbackend(ref);
        XBackendTls tls = node.xbackend().spec().tls();
        if (tls.mode().equals(XBackendTls.NONE)) {
            return Optional.empty();
        }
        if (node.unusable().isPresent()) {
            return node.unusable().map(Clusters::refused);
        }
        return tls.validation()
                .map(validation -> RefusalOr.settled(
                        settled(validation, node.authorities(), node.clientCertificate(), Map.of(), material)));
    }

    private static RefusalOr refused(Finding why) {
        return RefusalOr.refused(
                why.reason().text(), why.object() + " cannot be honoured: " + why.path() + ": " + why.message());
    }

    private static ClusterPlan.Tls settled(
            BackendTlsPolicyValidation validation,
            List<CaBundle> authorities,
            Optional<Secret> clientCertificate,
            Map<String, String> options,
            Map<String, PlanEntry> material) {
        authorities.forEach(bundle -> Certificates.trust(bundle, material));
        clientCertificate.ifPresent(secret -> Certificates.certificate(secret, material));
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
}
