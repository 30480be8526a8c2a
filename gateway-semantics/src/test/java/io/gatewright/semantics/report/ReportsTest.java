package io.gatewright.semantics.report;

import static io.gatewright.semantics.Worlds.CLASS;
import static io.gatewright.semantics.Worlds.service;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatewright.model.gateway.Gateway;
import io.gatewright.model.name.ObjectRef;
import io.gatewright.model.world.World;
import io.gatewright.semantics.Worlds;
import io.gatewright.semantics.plan.Ack;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** What objects are told. Broader tables are in the conformance corpus; here is what each sentence of the API does. */
class ReportsTest {
    private static final ObjectRef GATEWAY = Gateway.KIND.ref("default", "gw");

    private static final String HTTP_GATEWAY = """
            apiVersion: gateway.networking.k8s.io/v1
            kind: Gateway
            metadata: {name: gw, namespace: default, generation: 7}
            spec:
              gatewayClassName: gatewright
              listeners:
              - {name: http, port: 80, protocol: HTTP, hostname: "*.example.com"}
            """;

    private static String route(String spec) {
        return """
                apiVersion: gateway.networking.k8s.io/v1
                kind: HTTPRoute
                metadata: {name: r, namespace: default}
                spec: %s
                """.formatted(spec);
    }

    @Test
    void a_plain_route_is_accepted_and_counted() {
        Said said = Said.of(Worlds.of(
                CLASS,
                HTTP_GATEWAY,
                service("default", "a"),
                route("{parentRefs: [{name: gw}], rules: [{backendRefs: [{name: a, port: 80}]}]}")));
        assertEquals("True/Accepted", said.parent("HTTPRoute", "default/r", 0, "Accepted"));
        assertEquals("True/ResolvedRefs", said.parent("HTTPRoute", "default/r", 0, "ResolvedRefs"));
        assertEquals(1, said.listener("Gateway", "default/gw", "http").attachedRoutes());
        assertEquals("Unknown/Pending", said.object("Gateway", "default/gw", "Programmed"));
        assertEquals(7, said.about("Gateway", "default/gw").orElseThrow().generation());
        assertEquals("True/Accepted", said.object("GatewayClass", "gatewright", "Accepted"));
    }

    @Test
    void programmed_follows_the_ack() {
        World world = Worlds.of(CLASS, HTTP_GATEWAY);
        Ack bound = new Ack(GATEWAY, 1, List.of(new Ack.Bound(80, false, "127.0.0.1", 80)), List.of());
        Said said = Said.of(world, Map.of(GATEWAY, bound));
        assertEquals("True/Programmed", said.object("Gateway", "default/gw", "Programmed"));
        assertEquals("True/Programmed", said.listener("Gateway", "default/gw", "http", "Programmed"));

        Ack taken = new Ack(
                GATEWAY,
                1,
                List.of(),
                List.of(new Ack.Problem("listener/Gateway/default/gw/http", "PortUnavailable", "port 80 is in use")));
        said = Said.of(world, Map.of(GATEWAY, taken));
        assertEquals("False/PortUnavailable", said.listener("Gateway", "default/gw", "http", "Accepted"));
        assertEquals("False/PortUnavailable", said.listener("Gateway", "default/gw", "http", "Programmed"));
        assertEquals("False/Invalid", said.object("Gateway", "default/gw", "Programmed"));
    }

    @Test
    void the_most_telling_reason_says_why_no_listener_took_the_route() {
        assertEquals("False/NoMatchingParent", verdict("{parentRefs: [{name: gw, sectionName: nope}]}"));
        assertEquals("False/NoMatchingParent", verdict("{parentRefs: [{name: gw, port: 81}]}"));
        assertEquals(
                "False/NoMatchingListenerHostname",
                verdict("{parentRefs: [{name: gw}], hostnames: [www.example.org]}"));
        assertEquals(
                "True/Accepted", verdict("{parentRefs: [{name: gw}], hostnames: [www.example.org, a.example.com]}"));
    }

    private static String verdict(String spec) {
        return Said.of(Worlds.of(CLASS, HTTP_GATEWAY, route(spec))).parent("HTTPRoute", "default/r", 0, "Accepted");
    }

    @Test
    void a_route_of_another_namespace_is_refused_by_default() {
        Said said = Said.of(Worlds.of(CLASS, HTTP_GATEWAY, """
                apiVersion: gateway.networking.k8s.io/v1
                kind: HTTPRoute
                metadata: {name: r, namespace: other}
                spec: {parentRefs: [{name: gw, namespace: default}]}
                """));
        assertEquals("False/NotAllowedByListeners", said.parent("HTTPRoute", "other/r", 0, "Accepted"));
        assertEquals("True/ResolvedRefs", said.parent("HTTPRoute", "other/r", 0, "ResolvedRefs"));
        assertEquals(0, said.listener("Gateway", "default/gw", "http").attachedRoutes());
    }

    @Test
    void bad_references_leave_the_route_accepted() {
        assertEquals("False/BackendNotFound", refs("{name: nope, port: 80}"));
        assertEquals("False/BackendNotFound", refs("{name: a, port: 81}"));
        assertEquals("False/InvalidKind", refs("{group: example.com, kind: Bucket, name: a}"));
        assertEquals("False/RefNotPermitted", refs("{name: a, namespace: elsewhere, port: 80}"));
    }

    private static String refs(String backend) {
        Said said = Said.of(Worlds.of(
                CLASS,
                HTTP_GATEWAY,
                service("default", "a"),
                route("{parentRefs: [{name: gw}], rules: [{backendRefs: [" + backend + "]}]}")));
        assertEquals("True/Accepted", said.parent("HTTPRoute", "default/r", 0, "Accepted"));
        return said.parent("HTTPRoute", "default/r", 0, "ResolvedRefs");
    }

    @Test
    void an_unknown_filter_makes_its_rule_invalid_and_the_route_only_if_no_rule_is_left() {
        String bad = "{filters: [{type: Sprinkle}]}";
        String one = "{parentRefs: [{name: gw}], rules: [" + bad + "]}";
        Said said = Said.of(Worlds.admitted(CLASS, HTTP_GATEWAY, route(one)));
        assertEquals("False/UnsupportedValue", said.parent("HTTPRoute", "default/r", 0, "Accepted"));

        String two = "{parentRefs: [{name: gw}], rules: [" + bad + ", {}]}";
        said = Said.of(Worlds.admitted(CLASS, HTTP_GATEWAY, route(two)));
        assertEquals("True/Accepted", said.parent("HTTPRoute", "default/r", 0, "Accepted"));
        assertEquals("True/UnsupportedValue", said.parent("HTTPRoute", "default/r", 0, "PartiallyInvalid"));
    }

    @Test
    void indistinct_listeners_of_one_gateway_all_lose() {
        Said said = Said.of(Worlds.admitted(CLASS, """
                apiVersion: gateway.networking.k8s.io/v1
                kind: Gateway
                metadata: {name: gw, namespace: default}
                spec:
                  gatewayClassName: gatewright
                  listeners:
                  - {name: one, port: 80, protocol: HTTP, hostname: a.example.com}
                  - {name: two, port: 80, protocol: HTTP, hostname: A.example.com}
                  - {name: three, port: 81, protocol: TCP}
                  - {name: four, port: 81, protocol: HTTP}
                  - {name: five, port: 81, protocol: UDP}
                """));
        assertEquals("False/HostnameConflict", said.listener("Gateway", "default/gw", "one", "Accepted"));
        assertEquals("True/HostnameConflict", said.listener("Gateway", "default/gw", "two", "Conflicted"));
        assertEquals("True/ProtocolConflict", said.listener("Gateway", "default/gw", "three", "Conflicted"));
        assertEquals("False/ProtocolConflict", said.listener("Gateway", "default/gw", "four", "Programmed"));
        assertEquals("True/Accepted", said.listener("Gateway", "default/gw", "five", "Accepted"));
        assertEquals("True/ListenersNotValid", said.object("Gateway", "default/gw", "Accepted"));
    }

    @Test
    void a_gateway_without_any_valid_listener_is_not_accepted() {
        Said said = Said.of(Worlds.of(CLASS, """
                apiVersion: gateway.networking.k8s.io/v1
                kind: Gateway
                metadata: {name: gw, namespace: default}
                spec: {gatewayClassName: gatewright, listeners: [{name: odd, port: 80, protocol: example.com/odd}]}
                """));
        assertEquals("False/ListenersNotValid", said.object("Gateway", "default/gw", "Accepted"));
        assertEquals("False/UnsupportedProtocol", said.listener("Gateway", "default/gw", "odd", "Accepted"));
        assertTrue(
                said.listener("Gateway", "default/gw", "odd").supportedKinds().isEmpty());
    }

    @Test
    void listener_sets_are_taken_only_where_the_gateway_says_so_and_lose_to_earlier_ones() {
        String set = """
                apiVersion: gateway.networking.k8s.io/v1
                kind: ListenerSet
                metadata: {name: %s, namespace: default, creationTimestamp: "2026-01-0%dT00:00:00Z"}
                spec:
                  parentRef: {name: gw}
                  listeners: [{name: x, port: 80, protocol: HTTP, hostname: %s}]
                """;
        Said refused = Said.of(Worlds.of(CLASS, HTTP_GATEWAY, set.formatted("s", 1, "a.example.com")));
        assertEquals("False/NotAllowed", refused.object("ListenerSet", "default/s", "Accepted"));
        assertEquals("False/NotAllowed", refused.object("ListenerSet", "default/s", "Programmed"));

        String open = HTTP_GATEWAY + "  allowedListeners: {namespaces: {from: Same}}\n";
        Said said = Said.of(Worlds.of(
                CLASS,
                open,
                set.formatted("young", 2, "a.example.com"),
                set.formatted("old", 1, "a.example.com"),
                set.formatted("late", 3, "\"*.example.com\"")));
        assertEquals("True/Accepted", said.object("ListenerSet", "default/old", "Accepted"));
        assertEquals("False/ListenersNotValid", said.object("ListenerSet", "default/young", "Accepted"));
        assertEquals("False/HostnameConflict", said.listener("ListenerSet", "default/young", "x", "Accepted"));
        assertEquals("True/HostnameConflict", said.listener("ListenerSet", "default/late", "x", "Conflicted"));
        assertEquals("True/Accepted", said.object("Gateway", "default/gw", "Accepted"));
        assertEquals(
                OptionalInt.of(1),
                said.about("Gateway", "default/gw").orElseThrow().attachedListenerSets());
    }

    @Test
    void gateways_of_foreign_classes_are_left_alone() {
        Said said = Said.of(Worlds.of(HTTP_GATEWAY, route("{parentRefs: [{name: gw}]}")));
        assertTrue(said.report().objects().isEmpty());
    }

    @Test
    void of_two_policies_for_one_service_the_older_wins_and_the_other_is_told() {
        String policy = """
                apiVersion: gateway.networking.k8s.io/v1
                kind: BackendTLSPolicy
                metadata: {name: %s, namespace: default, creationTimestamp: "2026-01-0%dT00:00:00Z"}
                spec:
                  targetRefs: [{group: "", kind: Service, name: a%s}]
                  validation: {hostname: a.example.com, wellKnownCACertificates: System}
                """;
        Said said = Said.of(Worlds.of(
                CLASS,
                HTTP_GATEWAY,
                service("default", "a"),
                route("{parentRefs: [{name: gw}], rules: [{backendRefs: [{name: a, port: 80}]}]}"),
                policy.formatted("a-late", 2, ""),
                policy.formatted("b-early", 1, ""),
                policy.formatted("c-port", 3, ", sectionName: http")));
        assertEquals("False/Conflicted", said.ancestor("BackendTLSPolicy", "default/a-late", 0, "Accepted"));
        assertEquals("True/Accepted", said.ancestor("BackendTLSPolicy", "default/b-early", 0, "Accepted"));
        assertEquals("True/Accepted", said.ancestor("BackendTLSPolicy", "default/c-port", 0, "Accepted"));
    }
}
