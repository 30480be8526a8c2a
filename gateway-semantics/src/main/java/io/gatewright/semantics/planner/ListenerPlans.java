package io.gatewright.semantics.planner;

import io.gatewright.model.gateway.Listener;
import io.gatewright.model.gateway.ListenerTlsConfig;
import io.gatewright.semantics.finding.ConditionType;
import io.gatewright.semantics.listener.ListenerNode;
import io.gatewright.semantics.plan.CertificatePlan;
import io.gatewright.semantics.plan.ListenerPlan;
import io.gatewright.semantics.plan.PlanEntry;
import io.gatewright.semantics.plan.Refusal;
import io.gatewright.semantics.plan.TrustPlan;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** One listener in the form of the plan. */
final class ListenerPlans {
    private ListenerPlans() {}

    /** The certificates that a listener needs, by key; none for one that stays closed. */
    static Map<String, PlanEntry> material(ListenerNode node, ListenerPlan plan) {
        Map<String, PlanEntry> material = new TreeMap<>();
        if (plan.closed().isEmpty()) {
            node.certificates().forEach(secret -> Certificates.certificate(secret, material));
            node.clients()
                    .ifPresent(
                            clients -> clients.authorities().forEach(bundle -> Certificates.trust(bundle, material)));
        }
        return material;
    }

    /**
     * A listener that claims its place. One that lacks its certificate, its authorities or a filter keeps the place but
     * stays closed, so that its clients do not end up at a less specific listener, which would not ask what this one asks.
     */
    static Optional<ListenerPlan> plan(ListenerNode node) {
        if (node.conflicted() || !node.claimsPlace()) {
            return Optional.empty();
        }
        Listener spec = node.spec();
        boolean secure =
                spec.protocol().equals(Listener.HTTPS) || spec.protocol().equals(Listener.TLS);
        Optional<Refusal> closed = node.servable() ? Optional.empty() : Optional.of(refusal(node));
        return Optional.of(new ListenerPlan(
                node.key(),
                spec.port(),
                ListenerPlan.Protocol.valueOf(spec.protocol()),
                node.hostname(),
                secure ? Optional.of(tls(node, closed.isPresent())) : Optional.empty(),
                closed));
    }

    private static Refusal refusal(ListenerNode node) {
        return node.findings().stream()
                .filter(finding -> finding.reason().condition() == ConditionType.ACCEPTED
                        || finding.reason().condition() == ConditionType.RESOLVED_REFS)
                .findFirst()
                .map(finding -> new Refusal(finding.reason().text(), finding.message()))
                .orElseThrow(() -> new IllegalStateException("closed without a finding: " + node.key()));
    }

    private static ListenerPlan.Tls tls(ListenerNode node, boolean closed) {
        return new ListenerPlan.Tls(
                node.terminatesTls(),
                closed
                        ? List.of()
                        : node.certificates().stream()
                                .map(secret -> CertificatePlan.key(secret.ref()))
                                .toList(),
                closed
                        ? Optional.empty()
                        : node.clients()
                                .map(clients -> new ListenerPlan.ClientValidation(
                                        clients.authorities().stream()
                                                .map(bundle -> TrustPlan.key(bundle.source()))
                                                .collect(Collectors.toList()),
                                        clients.insecureFallback())),
                node.spec().tls().map(ListenerTlsConfig::options).orElse(Map.of()));
    }
}
