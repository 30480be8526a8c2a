package io.gatewright.semantics.planner;

import io.gatewright.model.gateway.Listener;
import io.gatewright.model.gateway.ListenerTlsConfig;
import io.gatewright.model.name.ObjectRef;
import io.gatewright.semantics.attach.ParentVerdict;
import io.gatewright.semantics.finding.ConditionType;
import io.gatewright.semantics.listener.ListenerKey;
import io.gatewright.semantics.listener.ListenerNode;
import io.gatewright.semantics.plan.CertificatePlan;
import io.gatewright.semantics.plan.ClusterPlan;
import io.gatewright.semantics.plan.ListenerPlan;
import io.gatewright.semantics.plan.Plan;
import io.gatewright.semantics.plan.PlanEntry;
import io.gatewright.semantics.plan.Refusal;
import io.gatewright.semantics.plan.RoutePlan;
import io.gatewright.semantics.plan.TrustPlan;
import io.gatewright.semantics.topology.GatewayNode;
import io.gatewright.semantics.topology.RouteNode;
import io.gatewright.semantics.topology.Topology;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Makes the plans: what is left of a topology when only traffic matters. */
public final class Planner {
    private Planner() {}

    /** One plan per valid Gateway of ours, in the order of their names. */
    public static List<Plan> plan(Topology topology, EndpointSets endpoints) {
        List<Plan> plans = new ArrayList<>();
        Map<ObjectRef, List<RouteNode>> routes = new LinkedHashMap<>();
        for (RouteNode route : topology.routes().values()) {
            route.parents().stream()
                    .map(ParentVerdict::gateway)
                    .distinct()
                    .forEach(gateway -> routes.computeIfAbsent(gateway, ref -> new ArrayList<>())
                            .add(route));
        }
        for (GatewayNode gateway : topology.gateways().values()) {
            if (gateway.servable()) {
                List<RouteNode> own = routes.getOrDefault(gateway.gateway().ref(), List.of());
                plans.add(plan(topology, gateway, own, endpoints));
            }
        }
        return plans;
    }

    private static Plan plan(Topology topology, GatewayNode gateway, List<RouteNode> routes, EndpointSets endpoints) {
        TreeMap<String, PlanEntry> entries = new TreeMap<>();
        for (ListenerNode node : gateway.listeners().listeners()) {
            listener(node).ifPresent(plan -> {
                entries.put(plan.key(), plan);
                if (plan.closed().isEmpty()) {
                    node.certificates().forEach(secret -> Clusters.Certificates.certificate(secret, entries));
                    node.clients()
                            .ifPresent(clients -> clients.authorities()
                                    .forEach(bundle -> Clusters.Certificates.trust(bundle, entries)));
                }
            });
        }
        Clusters clusters = new Clusters(gateway, topology.policies(), entries);
        for (RouteNode route : routes) {
            List<RoutePlan.Binding> bindings = bindings(route, gateway.gateway().ref(), entries);
            if (bindings.isEmpty()) {
                continue;
            }
            RoutePlan plan = new RoutePlan(
                    route.head().route(), route.head().kind(), route.head().created(), bindings);
            entries.put(plan.key(), plan);
            route.lowered().rules().forEach(rule -> entries.put(rule.key(), rule));
            route.lowered().clusters().forEach((key, use) -> {
                // routes mostly share their backends
                if (!entries.containsKey(key)) {
                    ClusterPlan cluster = clusters.plan(use);
                    entries.put(cluster.key(), cluster);
                    entries.computeIfAbsent(
                            cluster.endpointsKey(),
                            served -> endpoints.endpoints(
                                    cluster.backend(), cluster.port(), cluster.protocol() == ClusterPlan.Protocol.UDP));
                }
            });
        }
        return Plan.of(gateway.gateway().ref(), entries);
    }

    /** The route's listeners that are part of the plan, each with the hosts of all parentRefs that lead to it. */
    private static List<RoutePlan.Binding> bindings(
            RouteNode route, ObjectRef gateway, Map<String, PlanEntry> entries) {
        TreeMap<ListenerKey, LinkedHashSet<RoutePlan.Host>> hosts = new TreeMap<>();
        for (ParentVerdict parent : route.acceptedOn(gateway)) {
            for (RoutePlan.Binding binding : parent.bindings()) {
                if (entries.containsKey(ListenerPlan.key(binding.listener()))) {
                    hosts.computeIfAbsent(binding.listener(), key -> new LinkedHashSet<>())
                            .addAll(binding.hosts());
                }
            }
        }
        List<RoutePlan.Binding> bindings = new ArrayList<>();
        hosts.forEach((listener, list) -> bindings.add(new RoutePlan.Binding(listener, List.copyOf(list))));
        return bindings;
    }

    /**
     * A listener that claims its place. One that lacks its certificate, its authorities or a filter keeps the place but
     * stays closed, so that its clients do not end up at a less specific listener, which would not ask what this one asks.
     */
    private static Optional<ListenerPlan> listener(ListenerNode node) {
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
