package io.gatewright.semantics.report;

import io.gatewright.model.core.ApiObject;
import io.gatewright.model.name.ObjectRef;
import io.gatewright.model.policy.BackendTlsPolicy;
import io.gatewright.model.policy.XBackend;
import io.gatewright.model.policy.XBackendTrafficPolicy;
import io.gatewright.model.policy.XTelemetryPolicy;
import io.gatewright.model.route.ImmutableParentReference;
import io.gatewright.model.route.ParentReference;
import io.gatewright.semantics.finding.ConditionType;
import io.gatewright.semantics.finding.Finding;
import io.gatewright.semantics.policy.TlsPolicyNode;
import io.gatewright.semantics.topology.Topology;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The status of policies: one ancestor per Gateway through which the policy's target is reached ({@code
 * PolicyAncestorStatus}). The API leaves room for 16, and for 32 with an XBackend; there is nowhere to report what is beyond.
 */
final class PolicyReports {
    private static final int MOST_ANCESTORS = 16;
    private static final int MOST_ANCESTORS_OF_XBACKEND = 32;

    private final Topology topology;

    /** What an ancestor's entry is made from. */
    private record Entry(ApiObject object, TreeMap<ObjectRef, List<Finding>> findings) {}

    PolicyReports(Topology topology) {
        this.topology = topology;
    }

    /** Whether some policy's report tells which Gateways lead to this backend. */
    static boolean concerns(Topology topology, ObjectRef backend) {
        return !topology.policies().backendTls().aimingAt(backend).isEmpty()
                || !topology.policies().traffic().aimingAt(backend).isEmpty()
                || topology.policies().xbackends().containsKey(backend);
    }

    List<ObjectReport> all() {
        TreeMap<ObjectRef, Entry> entries = new TreeMap<>();
        for (ObjectRef backend : topology.policies().backendTls().targets()) {
            for (TlsPolicyNode node : topology.policies().backendTls().aimingAt(backend)) {
                List<Finding> findings = new ArrayList<>();
                topology.policies().backendTls().conflict(node, backend).ifPresent(findings::add);
                findings.addAll(node.findingsAt(backend));
                note(entries, node.policy(), topology.gatewaysTo(backend), findings);
            }
        }
        for (ObjectRef backend : topology.policies().traffic().targets()) {
            for (XBackendTrafficPolicy policy : topology.policies().traffic().aimingAt(backend)) {
                List<Finding> findings = topology.policies().traffic().conflict(policy, backend).stream()
                        .toList();
                note(entries, policy, topology.gatewaysTo(backend), findings);
            }
        }
        for (ObjectRef gateway : topology.gateways().keySet()) {
            for (XTelemetryPolicy policy : topology.policies().telemetry().aimingAt(gateway)) {
                note(
                        entries,
                        policy,
                        Set.of(gateway),
                        topology.policies().telemetry().findings(policy, gateway));
            }
        }
        topology.policies()
                .xbackends()
                .forEach((ref, xbackend) ->
                        note(entries, xbackend.xbackend(), topology.gatewaysTo(ref), xbackend.findings()));
        return entries.values().stream().map(this::report).toList();
    }

    private static void note(
            Map<ObjectRef, Entry> entries, ApiObject object, Set<ObjectRef> gateways, List<Finding> findings) {
        if (gateways.isEmpty()) {
            return; // it has no effect through any Gateway of ours
        }
        Entry entry = entries.computeIfAbsent(object.ref(), ref -> new Entry(object, new TreeMap<>()));
        for (ObjectRef gateway : gateways) {
            List<Finding> all = entry.findings().computeIfAbsent(gateway, ref -> new ArrayList<>());
            findings.stream().filter(finding -> !all.contains(finding)).forEach(all::add);
        }
    }

    private ObjectReport report(Entry entry) {
        long generation = entry.object().metadata().observableGeneration();
        List<ParentReport> ancestors = new ArrayList<>();
        int most = entry.object() instanceof XBackend ? MOST_ANCESTORS_OF_XBACKEND : MOST_ANCESTORS;
        entry.findings().forEach((gateway, findings) -> {
            if (ancestors.size() < most) {
                Conditions conditions =
                        new Conditions(generation).unless(ConditionType.ACCEPTED, findings, "policy is accepted");
                // XBackends and traffic policies refer to nothing that could be left unresolved
                if (entry.object() instanceof BackendTlsPolicy || entry.object() instanceof XTelemetryPolicy) {
                    conditions.unless(ConditionType.RESOLVED_REFS, findings, "all references are resolved");
                }
                ancestors.add(
                        new ParentReport(ancestor(gateway), topology.settings().controllerName(), conditions.list()));
            }
        });
        return ObjectReport.ofPolicy(entry.object().ref(), generation, ancestors);
    }

    private static ParentReference ancestor(ObjectRef gateway) {
        return ImmutableParentReference.builder()
                .group(gateway.group())
                .kind(gateway.kind())
                .namespace(gateway.namespace())
                .name(gateway.name())
                .build();
    }
}
