package io.gatewright.semantics.listener;

import static io.gatewright.semantics.Worlds.CLASS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatewright.model.world.World;
import io.gatewright.semantics.Worlds;
import io.gatewright.semantics.finding.Finding;
import io.gatewright.semantics.plan.ListenerPlan;
import io.gatewright.semantics.planner.EndpointSets;
import io.gatewright.semantics.planner.Planner;
import io.gatewright.semantics.topology.Settings;
import io.gatewright.semantics.topology.Topology;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who holds a place: a port, and a hostname on it. */
class ListenerConflictTest {
    private static final String FILTERED =
            "filters: {requests: [{type: ExtensionRef, extensionRef: {group: g.io, kind: K, name: auth}}]}";

    private static String gateway(String... listeners) {
        return """
                apiVersion: gateway.networking.k8s.io/v1
                kind: Gateway
                metadata: {name: gw, namespace: default}
                spec:
                  gatewayClassName: gatewright
                  allowedListeners: {namespaces: {from: Same}}
                  listeners:
                """ + String.join("\n", listeners).indent(2);
    }

    private static String set(String listener) {
        return """
                apiVersion: gateway.networking.k8s.io/v1
                kind: ListenerSet
                metadata: {name: s, namespace: default}
                spec:
                  parentRef: {name: gw}
                  listeners:
                """ + listener.indent(2);
    }

    private static List<String> reasons(Topology topology, String section) {
        return topology.gateways().values().iterator().next().listeners().listeners().stream()
                .filter(node -> node.key().section().equals(section))
                .flatMap(node -> node.findings().stream())
                .map(Finding::reason)
                .map(Enum::name)
                .toList();
    }

    private static List<ListenerPlan> planned(World world) {
        Topology topology = Topology.of(world, Settings.defaults());
        return Planner.plan(topology, EndpointSets.of(world)).get(0).listeners();
    }

    @Test
    void a_closed_listener_keeps_its_place_against_a_listener_set() {
        World world = Worlds.of(
                CLASS,
                gateway("- {name: guarded, port: 80, protocol: HTTP, hostname: a.example.com, " + FILTERED + "}"),
                set("- {name: grab, port: 80, protocol: HTTP, hostname: a.example.com}"));
        assertEquals(List.of("HOSTNAME_CONFLICT"), reasons(Topology.of(world, Settings.defaults()), "grab"));
        List<ListenerPlan> planned = planned(world);
        assertEquals(1, planned.size());
        assertTrue(planned.get(0).closed().isPresent());
    }

    @Test
    void a_closed_listener_keeps_its_port_from_another_protocol() {
        World world = Worlds.of(
                CLASS,
                gateway("- {name: guarded, port: 80, protocol: HTTP, " + FILTERED + "}"),
                set("- {name: grab, port: 80, protocol: TCP}"));
        assertEquals(List.of("PROTOCOL_CONFLICT"), reasons(Topology.of(world, Settings.defaults()), "grab"));
        assertEquals(1, planned(world).size());
    }

    @Test
    void a_listener_of_no_known_protocol_holds_no_port() {
        World world = Worlds.of(
                CLASS,
                gateway("- {name: odd, port: 80, protocol: example.com/odd}"),
                set("- {name: plain, port: 80, protocol: HTTP}"));
        assertEquals(List.of(), reasons(Topology.of(world, Settings.defaults()), "plain"));
        assertEquals(1, planned(world).size());
    }

    @Test
    void overlap_is_told_to_tls_listeners_too_and_to_nobody_else() {
        Topology topology = Topology.of(
                Worlds.of(
                        CLASS,
                        gateway(
                                "- {name: a, port: 443, protocol: TLS, hostname: foo.example.com, tls: {mode: Passthrough}}",
                                "- {name: b, port: 443, protocol: TLS, hostname: foo.example.org, tls: {mode: Passthrough}}",
                                "- {name: c, port: 443, protocol: TLS, hostname: \"*.example.com\", tls: {mode: Passthrough}}")),
                Settings.defaults());
        assertEquals(List.of("OVERLAPPING_HOSTNAMES"), reasons(topology, "a"));
        assertEquals(List.of(), reasons(topology, "b"));
        assertEquals(List.of("OVERLAPPING_HOSTNAMES"), reasons(topology, "c"));
    }
}
