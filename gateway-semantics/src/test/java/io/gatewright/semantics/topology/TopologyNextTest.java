package io.gatewright.semantics.topology;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gatewright.model.gateway.Gateway;
import io.gatewright.model.name.ObjectRef;
import io.gatewright.model.world.World;
import io.gatewright.semantics.Worlds;
import io.gatewright.semantics.plan.Plan;
import io.gatewright.semantics.planner.EndpointSets;
import io.gatewright.semantics.planner.Plans;
import io.gatewright.semantics.report.Reporting;
import io.gatewright.semantics.report.Reports;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Single ways in which a step could go wrong that chance is unlikely to try. */
class TopologyNextTest {
    private static final String GATEWAY = """
            apiVersion: gateway.networking.k8s.io/v1
            kind: Gateway
            metadata: {name: gw, namespace: infra}
            spec:
              gatewayClassName: gatewright
              allowedListeners: {namespaces: {from: All}}
              listeners: [{name: http, port: 80, protocol: HTTP, allowedRoutes: {namespaces: {from: All}}}]
            """;

    private static final ObjectRef REF = Gateway.KIND.ref("infra", "gw");

    private static String route(String path) {
        return """
                apiVersion: gateway.networking.k8s.io/v1
                kind: HTTPRoute
                metadata: {name: r, namespace: team}
                spec: {parentRefs: [{name: gw, namespace: infra}], rules: [{matches: [{path: {value: %s}}]}]}
                """.formatted(path);
    }

    @Test
    void a_listener_set_whose_parent_is_of_another_kind_touches_no_gateway_of_that_name() {
        World before = Worlds.of(Worlds.CLASS, GATEWAY, route("/a"));
        String astray = """
                apiVersion: gateway.networking.k8s.io/v1
                kind: ListenerSet
                metadata: {name: astray, namespace: team}
                spec:
                  parentRef: {kind: Mesh, name: gw, namespace: infra}
                  listeners: [{name: x, port: 81, protocol: HTTP}]
                """;
        World with = Worlds.of(Worlds.CLASS, GATEWAY, route("/a"), astray);
        Topology topology = Topology.of(before, Settings.defaults()).next(with);
        Plans plans = Plans.of(topology, EndpointSets.of(with));
        assertEquals(List.of(REF), List.copyOf(topology.gateways().keySet()));
        assertEquals(List.of(REF), plans.list().stream().map(Plan::gateway).toList());
        World later = Worlds.of(Worlds.CLASS, GATEWAY, route("/b"), astray);
        assertEquals(
                Plans.of(Topology.of(later, Settings.defaults()), EndpointSets.of(later))
                        .list(),
                plans.next(topology.next(later), EndpointSets.of(later)).list());
    }

    @Test
    void other_settings_reach_the_status_of_a_route_that_is_as_it_was() {
        World before = Worlds.of(Worlds.CLASS, GATEWAY, route("/a"));
        String theirs = Worlds.CLASS.replace("gatewright.io/controller", "example.com/c");
        World later = Worlds.of(theirs, GATEWAY, route("/a"));
        Settings other = new Settings("example.com/c", SupportedFeatures.ALL, Optional.empty());
        Topology now = Topology.of(later, other);
        Reporting reporting = Reporting.of(Topology.of(before, Settings.defaults()), Map.of());
        assertEquals(Reports.of(now, Map.of()), reporting.next(now, Map.of()).report());
    }
}
