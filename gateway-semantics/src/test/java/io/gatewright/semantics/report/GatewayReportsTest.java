package io.gatewright.semantics.report;

import static io.gatewright.semantics.Worlds.CLASS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatewright.model.gateway.Gateway;
import io.gatewright.model.name.ObjectRef;
import io.gatewright.model.world.World;
import io.gatewright.semantics.Worlds;
import io.gatewright.semantics.plan.Ack;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a Gateway and its listeners are told once a data plane has spoken, and while it has not. */
class GatewayReportsTest {
    private static final ObjectRef GATEWAY = Gateway.KIND.ref("default", "gw");

    private static String gateway(String rest) {
        return """
                apiVersion: gateway.networking.k8s.io/v1
                kind: Gateway
                metadata: {name: gw, namespace: default}
                spec:
                  gatewayClassName: gatewright
                """ + rest.indent(2);
    }

    private static final String TWO_PORTS = """
            listeners:
            - {name: one, port: 80, protocol: HTTP}
            - {name: two, port: 81, protocol: HTTP}
            """;

    private static Ack bound(int... ports) {
        return new Ack(
                GATEWAY,
                1,
                java.util.Arrays.stream(ports)
                        .mapToObj(port -> new Ack.Bound(port, false, "127.0.0.1", port))
                        .toList(),
                List.of());
    }

    private static Said said(World world, Ack ack) {
        return Said.of(world, Map.of(GATEWAY, ack));
    }

    @Test
    void a_listener_that_an_older_ack_does_not_know_is_not_programmed_yet() {
        Said said = said(Worlds.of(CLASS, gateway(TWO_PORTS)), bound(80));
        assertEquals("True/Programmed", said.listener("Gateway", "default/gw", "one", "Programmed"));
        assertEquals("Unknown/Pending", said.listener("Gateway", "default/gw", "two", "Programmed"));
        assertEquals("True/Programmed", said.object("Gateway", "default/gw", "Programmed"));
    }

    @Test
    void a_socket_of_the_other_transport_does_not_make_a_listener_programmed() {
        String udp = gateway("listeners: [{name: one, port: 80, protocol: UDP}]\n");
        Said said = said(Worlds.of(CLASS, udp), bound(80));
        assertEquals("Unknown/Pending", said.listener("Gateway", "default/gw", "one", "Programmed"));
    }

    @Test
    void listeners_of_a_refused_gateway_are_not_programmed_whatever_was_bound_before() {
        String refused = gateway(TWO_PORTS + "infrastructure: {parametersRef: {group: g.io, kind: K, name: own}}\n");
        Said said = said(Worlds.of(CLASS, refused), bound(80, 81));
        assertEquals("False/InvalidParameters", said.object("Gateway", "default/gw", "Accepted"));
        assertEquals("False/Invalid", said.object("Gateway", "default/gw", "Programmed"));
        assertEquals("False/Invalid", said.listener("Gateway", "default/gw", "one", "Programmed"));
    }

    @Test
    void a_gateway_says_that_one_of_its_ports_is_taken() {
        Ack taken = new Ack(
                GATEWAY,
                1,
                bound(80).bound(),
                List.of(new Ack.Problem("listener/Gateway/default/gw/two", "PortUnavailable", "port 81 is in use")));
        Said said = said(Worlds.of(CLASS, gateway(TWO_PORTS)), taken);
        assertEquals("False/PortUnavailable", said.listener("Gateway", "default/gw", "two", "Accepted"));
        assertEquals("True/ListenersNotValid", said.object("Gateway", "default/gw", "Accepted"));
        assertEquals("True/Programmed", said.object("Gateway", "default/gw", "Programmed"));
    }

    @Test
    void a_listener_set_whose_only_port_is_taken_is_not_attached() {
        String set = """
                apiVersion: gateway.networking.k8s.io/v1
                kind: ListenerSet
                metadata: {name: s, namespace: default}
                spec: {parentRef: {name: gw}, listeners: [{name: x, port: 82, protocol: HTTP}]}
                """;
        Ack taken = new Ack(
                GATEWAY,
                1,
                bound(80, 81).bound(),
                List.of(new Ack.Problem("listener/ListenerSet/default/s/x", "PortUnavailable", "port 82 is in use")));
        World world = Worlds.of(CLASS, gateway(TWO_PORTS + "allowedListeners: {namespaces: {from: Same}}\n"), set);
        Said said = said(world, taken);
        assertEquals("False/ListenersNotValid", said.object("ListenerSet", "default/s", "Accepted"));
        assertEquals(
                OptionalInt.of(0),
                said.about("Gateway", "default/gw").orElseThrow().attachedListenerSets());

        said = said(world, bound(80, 81));
        assertEquals("Unknown/Pending", said.object("ListenerSet", "default/s", "Programmed"));
        said = said(world, bound(80, 81, 82));
        assertEquals("True/Programmed", said.object("ListenerSet", "default/s", "Programmed"));
    }

    @Test
    void a_host_name_that_nobody_can_assign_is_not_usable() {
        String named = gateway(TWO_PORTS + "addresses: [{type: Hostname, value: gw.example.com}]\n");
        Said said = said(Worlds.of(CLASS, named), bound(80, 81));
        assertEquals("True/Accepted", said.object("Gateway", "default/gw", "Accepted"));
        assertEquals("False/AddressNotUsable", said.object("Gateway", "default/gw", "Programmed"));
    }

    @Test
    void a_default_gateway_says_that_it_is_one_and_takes_each_route_once() {
        String route = """
                apiVersion: gateway.networking.k8s.io/v1
                kind: HTTPRoute
                metadata: {name: r, namespace: default}
                spec: {useDefaultGateways: All%s}
                """;
        String byDefault = gateway(TWO_PORTS + "defaultScope: All\n");
        Said said = Said.of(Worlds.of(CLASS, byDefault, route.formatted("")));
        assertEquals("True/DefaultGateway", said.object("Gateway", "default/gw", "DefaultGateway"));
        assertEquals("True/Accepted", said.parent("HTTPRoute", "default/r", 0, "Accepted"));

        said = Said.of(Worlds.of(CLASS, byDefault, route.formatted(", parentRefs: [{name: gw}]")));
        assertEquals(
                1, said.about("HTTPRoute", "default/r").orElseThrow().parents().size());

        said = Said.of(Worlds.of(CLASS, gateway(TWO_PORTS), route.formatted("")));
        assertEquals("", said.object("Gateway", "default/gw", "DefaultGateway"));
        assertTrue(said.about("HTTPRoute", "default/r").isEmpty());
    }

    @Test
    void a_gateway_none_of_whose_listeners_is_known_to_the_data_plane_yet_is_awaited() {
        Said said = said(Worlds.of(CLASS, gateway(TWO_PORTS)), bound());
        assertEquals("Unknown/Pending", said.object("Gateway", "default/gw", "Programmed"));
        Ack taken = new Ack(
                GATEWAY,
                1,
                List.of(),
                List.of(
                        new Ack.Problem("listener/Gateway/default/gw/one", "PortUnavailable", "port 80 is in use"),
                        new Ack.Problem("listener/Gateway/default/gw/two", "PortUnavailable", "port 81 is in use")));
        said = said(Worlds.of(CLASS, gateway(TWO_PORTS)), taken);
        assertEquals("False/Invalid", said.object("Gateway", "default/gw", "Programmed"));
    }

    @Test
    void what_keeps_a_gateway_from_being_set_up_is_said_of_it() {
        Ack nothing = new Ack(
                GATEWAY, 0, List.of(), List.of(new Ack.Problem(Ack.WHOLE_GATEWAY, "NoResources", "quota exceeded")));
        Said said = said(Worlds.of(CLASS, gateway(TWO_PORTS)), nothing);
        assertEquals("False/NoResources", said.object("Gateway", "default/gw", "Programmed"));
        assertEquals("True/Accepted", said.object("Gateway", "default/gw", "Accepted"));
    }

    @Test
    void addresses_are_told_by_their_kind_and_a_socket_without_one_is_not_told() {
        Ack ack = new Ack(
                GATEWAY,
                1,
                Stream.of("10.0.0.1", "2001:db8::1", "lb.example.com", "")
                        .map(address -> new Ack.Bound(80, false, address, 80))
                        .toList(),
                List.of());
        assertEquals(
                List.of("IPAddress 10.0.0.1", "IPAddress 2001:db8::1", "Hostname lb.example.com"),
                said(Worlds.of(CLASS, gateway(TWO_PORTS)), ack)
                        .about("Gateway", "default/gw")
                        .orElseThrow()
                        .addresses()
                        .stream()
                        .map(address -> address.type() + " " + address.value())
                        .toList());
    }

    @Test
    void a_gateway_whose_service_has_no_address_yet_is_not_programmed() {
        Ack ack = new Ack(GATEWAY, 1, List.of(new Ack.Bound(80, false, "", 80)), List.of());
        assertEquals(
                "False/AddressNotAssigned",
                said(Worlds.of(CLASS, gateway(TWO_PORTS)), ack).object("Gateway", "default/gw", "Programmed"));
    }

    @Test
    void a_report_says_which_gateways_are_unsettled_and_keeps_the_rest() {
        Report report = said(Worlds.of(CLASS, gateway(TWO_PORTS)), bound(80)).report();
        assertEquals(Set.of(), report.unsettled());
        Report waiting = report.withUnsettled(new TreeSet<>(Set.of(GATEWAY)));
        assertEquals(Set.of(GATEWAY), waiting.unsettled());
        assertEquals(report.objects(), waiting.objects());
        assertNotEquals(report, waiting);
    }
}
