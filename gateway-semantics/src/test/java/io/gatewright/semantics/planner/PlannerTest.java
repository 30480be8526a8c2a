package io.gatewright.semantics.planner;

import static io.gatewright.semantics.Worlds.CLASS;
import static io.gatewright.semantics.Worlds.service;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatewright.model.world.World;
import io.gatewright.semantics.Worlds;
import io.gatewright.semantics.plan.BackendPlan;
import io.gatewright.semantics.plan.EndpointsPlan;
import io.gatewright.semantics.plan.ListenerPlan;
import io.gatewright.semantics.plan.PathMatch;
import io.gatewright.semantics.plan.Plan;
import io.gatewright.semantics.plan.PlanDiff;
import io.gatewright.semantics.plan.RulePlan;
import io.gatewright.semantics.topology.Settings;
import io.gatewright.semantics.topology.Topology;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlannerTest {
    private static final String GATEWAY = """
            apiVersion: gateway.networking.k8s.io/v1
            kind: Gateway
            metadata: {name: gw, namespace: default}
            spec:
              gatewayClassName: gatewright
              listeners:
              - {name: http, port: 80, protocol: HTTP}
              - {name: https, port: 443, protocol: HTTPS, hostname: a.com, tls: {certificateRefs: [{name: nope}]}}
            """;

    private static final String ROUTE = """
            apiVersion: gateway.networking.k8s.io/v1
            kind: HTTPRoute
            metadata: {name: r, namespace: default}
            spec:
              parentRefs: [{name: gw}]
              rules:
              - backendRefs: [{name: a, port: 80, weight: 9}, {name: nope, port: 80, weight: 1}]
            """;

    private static Plan plan(World world) {
        return Planner.plan(Topology.of(world, Settings.defaults()), EndpointSets.of(world))
                .get(0);
    }

    @Test
    void an_unresolvable_backend_keeps_its_weight() {
        RulePlan rule = plan(Worlds.of(CLASS, GATEWAY, ROUTE, service("default", "a")))
                .rules()
                .get(0);
        assertEquals(9, rule.backends().get(0).weight());
        assertInstanceOf(BackendPlan.Cluster.class, rule.backends().get(0).target());
        assertEquals(1, rule.backends().get(1).weight());
        assertInstanceOf(BackendPlan.Unresolvable.class, rule.backends().get(1).target());
    }

    @Test
    void a_listener_without_its_certificate_keeps_its_place_and_stays_closed() {
        List<ListenerPlan> listeners = plan(Worlds.of(CLASS, GATEWAY)).listeners();
        assertTrue(listeners.get(0).closed().isEmpty());
        assertEquals(
                "InvalidCertificateRef", listeners.get(1).closed().orElseThrow().reason());
    }

    @Test
    void a_listener_with_filters_that_nobody_runs_stays_closed() {
        String filtered = GATEWAY.replace(
                "protocol: HTTP}",
                "protocol: HTTP, filters: {requests: [{type: ExtensionRef, extensionRef: {group: g.io, kind: K, name: auth}}]}}");
        assertEquals(
                "UnsupportedValue",
                plan(Worlds.of(CLASS, filtered))
                        .listeners()
                        .get(0)
                        .closed()
                        .orElseThrow()
                        .reason());
    }

    @Test
    void endpoints_come_from_slices_and_prefer_nobody() {
        EndpointsPlan endpoints = plan(Worlds.of(CLASS, GATEWAY, ROUTE, service("default", "a")))
                .endpoints()
                .get(0);
        assertEquals(List.of(new EndpointsPlan.Endpoint("127.0.0.1", 8080, false)), endpoints.endpoints());
    }

    @Test
    void a_change_of_endpoints_changes_only_endpoints() {
        World before = Worlds.of(CLASS, GATEWAY, ROUTE, service("default", "a"));
        World after = Worlds.of(CLASS, GATEWAY, ROUTE, service("default", "a").replace("127.0.0.1", "127.0.0.2"));
        PlanDiff diff = PlanDiff.between(plan(before), plan(after), 2);
        assertEquals(
                List.of("endpoints/Service/default/a/80"),
                diff.puts().stream().map(entry -> entry.key()).toList());
        assertEquals(plan(after), plan(before).apply(diff));
        assertTrue(PlanDiff.between(plan(after), plan(after), 3).isEmpty());
    }

    @Test
    void the_next_topology_takes_over_what_did_not_change() {
        World before = Worlds.of(CLASS, GATEWAY, ROUTE, service("default", "a"));
        Topology first = Topology.of(before, Settings.defaults());
        Topology second = first.next(before);
        assertSame(
                first.gateways().values().iterator().next(),
                second.gateways().values().iterator().next());
        assertSame(
                first.routes().values().iterator().next(),
                second.routes().values().iterator().next());
    }

    @Test
    void a_path_is_planned_in_the_normal_form_of_requests() {
        String route = ROUTE.replace("- backendRefs", "- matches: [{path: {value: /%61%2e%c3%bc/}}]\n    backendRefs");
        RulePlan rule = plan(Worlds.of(CLASS, GATEWAY, route)).rules().get(0);
        assertEquals(new PathMatch.Prefix("/a.%C3%BC"), rule.matches().get(0).path());
    }

    @Test
    void secure_websocket_without_a_policy_is_never_sent_in_plain_text() {
        String service = service("default", "a").replace("port: 80}", "port: 80, appProtocol: kubernetes.io/wss}");
        assertEquals(
                "UnsupportedProtocol",
                plan(Worlds.of(CLASS, GATEWAY, ROUTE, service))
                        .clusters()
                        .get(0)
                        .closed()
                        .orElseThrow()
                        .reason());
    }
}
