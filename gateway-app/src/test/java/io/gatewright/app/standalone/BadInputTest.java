package io.gatewright.app.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatewright.app.demo.DemoBackend;
import io.gatewright.model.core.Kind;
import io.gatewright.model.name.ObjectRef;
import io.gatewright.runtime.RuntimeSettings;
import io.gatewright.semantics.report.ConditionReport;
import io.gatewright.semantics.report.ObjectReport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is wrong gets its message or condition, and everything else keeps serving. */
class BadInputTest {
    private static final Duration SOON = Duration.ofSeconds(60);

    private final Map<Integer, Integer> ports = new HashMap<>();
    private DemoBackend backend;
    private Standalone gateway;

    @BeforeEach
    void start() throws Exception {
        backend = DemoBackend.start("v1", new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        RuntimeSettings runtime = RuntimeSettings.DEFAULTS
                .with()
                .eventLoops(1)
                .binding((ref, port) ->
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), ports.getOrDefault(port, 0)))
                .build();
        gateway = Standalone.start(StandaloneOptions.DEFAULTS.withRuntime(runtime));
        apply(
                service("v1", "default"),
                gateway("good", "{name: http, port: 80, protocol: HTTP}"),
                route("good", "good", "v1"));
        assertGood();
    }

    @AfterEach
    void stop() {
        gateway.close();
        backend.close();
    }

    private void apply(String... texts) {
        Standalone.Applied applied = gateway.apply(List.of(texts));
        assertEquals(List.of(), applied.problems());
        assertTrue(gateway.awaitServed(applied.sequence(), SOON));
    }

    private static String gateway(String name, String... listeners) {
        return "apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {name: " + name
                + "}\nspec:\n  gatewayClassName: gatewright\n  listeners:\n"
                + Stream.of(listeners).map(text -> "  - " + text + "\n").reduce("", String::concat);
    }

    private static String route(String name, String parent, String backendRef) {
        return "apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {name: " + name
                + "}\nspec:\n  parentRefs: [{name: " + parent + "}]\n  rules: [{backendRefs: [{name: "
                + backendRef + ", port: 80}]}]\n";
    }

    private String service(String name, String namespace) {
        return "apiVersion: v1\nkind: Service\nmetadata: {name: " + name + ", namespace: " + namespace
                + "}\nspec: {ports: [{port: 80}]}\n---\n"
                + "apiVersion: discovery.k8s.io/v1\nkind: EndpointSlice\nmetadata: {name: " + name
                + "-1, namespace: " + namespace + ", labels: {kubernetes.io/service-name: " + name
                + "}}\naddressType: IPv4\nports: [{name: \"\", port: "
                + backend.address().getPort() + "}]\nendpoints: [{addresses: [127.0.0.1]}]\n";
    }

    private int status(String gatewayName, int port) throws IOException {
        InetSocketAddress address =
                gateway.boundAddress("default", gatewayName, port).orElseThrow();
        try (Client client = new Client(address)) {
            return client.get("any.example.com", "/get").status();
        }
    }

    private void assertGood() throws IOException {
        assertEquals(200, status("good", 80));
    }

    private ObjectReport report(String kind, String name) {
        return gateway.report()
                .of(new ObjectRef(Kind.GATEWAY_GROUP, kind, "default", name))
                .orElseThrow();
    }

    private static String condition(List<ConditionReport> conditions, String type) {
        return conditions.stream()
                .filter(condition -> condition.type().equals(type))
                .map(condition -> condition.status() + " " + condition.reason())
                .findFirst()
                .orElse("absent");
    }

    private String listenerCondition(String gatewayName, String listener, String type) {
        return report("Gateway", gatewayName).listeners().stream()
                .filter(report -> report.name().equals(listener))
                .map(report -> condition(report.conditions(), type))
                .findFirst()
                .orElse("no listener");
    }

    private String routeCondition(String name, String type) {
        return condition(report("HTTPRoute", name).parents().get(0).conditions(), type);
    }

    @Test
    void a_broken_certificate_closes_its_listener_only() throws Exception {
        apply(
                "apiVersion: v1\nkind: Secret\nmetadata: {name: broken}\ntype: kubernetes.io/tls\n"
                        + "stringData: {tls.crt: no certificate, tls.key: no key}\n",
                gateway(
                        "mixed",
                        "{name: http, port: 81, protocol: HTTP}",
                        "{name: https, port: 443, protocol: HTTPS, tls: {certificateRefs: [{name: broken}]}}"),
                route("mixed", "mixed", "v1"));
        assertEquals("False InvalidCertificateRef", listenerCondition("mixed", "https", "ResolvedRefs"));
        assertEquals("True Programmed", listenerCondition("mixed", "http", "Programmed"));
        assertEquals(200, status("mixed", 81));
        assertGood();
    }

    @Test
    void an_unparsable_document_is_said_where_and_keeps_what_was_there() throws Exception {
        Standalone.Applied applied = gateway.apply(route("good", "good", "v1") + "---\nkind: [\n---\n"
                + gateway("late", "{name: http, port: 82, protocol: HTTP}"));
        assertEquals(1, applied.problems().size());
        assertTrue(
                applied.problems().get(0).toString().startsWith("text:"),
                applied.problems().toString());
        assertTrue(gateway.awaitServed(applied.sequence(), SOON));
        assertGood();
        assertTrue(gateway.boundAddress("default", "late", 82).isPresent());
        Standalone.Applied wrong = gateway.apply(route("good", "good", "v1").replace("port: 80", "port: eighty"));
        assertTrue(wrong.problems().get(0).toString().contains("spec.rules[0].backendRefs[0].port"), wrong.toString());
        assertTrue(gateway.awaitServed(wrong.sequence(), SOON));
        assertGood();
    }

    @Test
    void an_expression_that_re2_refuses_takes_its_rule_only() throws Exception {
        apply(gateway("regex", "{name: http, port: 83, protocol: HTTP}"), """
                apiVersion: gateway.networking.k8s.io/v1
                kind: HTTPRoute
                metadata: {name: regex}
                spec:
                  parentRefs: [{name: regex}]
                  rules:
                  - matches: [{path: {type: RegularExpression, value: "/(?=a)b"}}]
                    backendRefs: [{name: v1, port: 80}]
                  - matches: [{path: {type: PathPrefix, value: /get}}]
                    backendRefs: [{name: v1, port: 80}]
                """);
        ObjectReport report = report("HTTPRoute", "regex");
        String all = report.parents().get(0).conditions().toString();
        assertTrue(all.contains("(?=a)") || all.contains("UnsupportedValue"), all);
        assertEquals(200, status("regex", 83));
        assertGood();
    }

    @Test
    void a_port_in_use_is_said_and_taken_as_soon_as_it_is_free() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            ports.put(84, other.getLocalPort());
            apply(
                    gateway("busy", "{name: busy, port: 84, protocol: HTTP}", "{name: free, port: 85, protocol: HTTP}"),
                    route("busy", "busy", "v1"));
            assertTrue(
                    listenerCondition("busy", "busy", "Programmed").startsWith("False"),
                    report("Gateway", "busy").toString());
            assertTrue(report("Gateway", "busy").toString().contains("PortUnavailable"));
            assertEquals(Optional.empty(), gateway.boundAddress("default", "busy", 84));
            assertEquals(1, gateway.obstacles().size());
            assertTrue(
                    gateway.obstacles().get(0).contains("84"),
                    gateway.obstacles().toString());
            assertEquals(200, status("busy", 85));
            assertGood();
        }
        assertTrue(gateway.await(
                state -> gateway.boundAddress("default", "busy", 84).isPresent(), SOON));
        assertEquals(200, status("busy", 84));
        assertEquals(List.of(), gateway.obstacles());
    }

    @Test
    void two_gateways_with_one_port_share_a_machine_by_their_addresses() throws Exception {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            ports.put(86, free.getLocalPort());
        }
        apply(
                gateway("a", "{name: http, port: 86, protocol: HTTP}"),
                gateway("b", "{name: http, port: 86, protocol: HTTP}"),
                route("a", "a", "v1"));
        assertEquals("True Programmed", listenerCondition("a", "http", "Programmed"));
        assertTrue(
                report("Gateway", "b").toString().contains("PortUnavailable"),
                report("Gateway", "b").toString());
        apply(gateway("b", "{name: http, port: 86, protocol: HTTP}") + "  addresses: [{value: 127.0.0.2}]\n");
        assertTrue(gateway.await(
                state -> gateway.boundAddress("default", "b", 86)
                        .map(address -> address.getAddress().getHostAddress())
                        .equals(Optional.of("127.0.0.2")),
                SOON));
        assertEquals(200, status("a", 86));
        assertEquals(404, status("b", 86));
    }

    @Test
    void listeners_in_conflict_are_told_apart_from_the_others() throws Exception {
        apply(
                gateway(
                        "conflict",
                        "{name: one, port: 87, protocol: HTTP}",
                        "{name: two, port: 87, protocol: TCP}",
                        "{name: three, port: 91, protocol: HTTP}"),
                route("conflict", "conflict", "v1"));
        assertEquals("True ProtocolConflict", listenerCondition("conflict", "one", "Conflicted"));
        assertEquals("True ProtocolConflict", listenerCondition("conflict", "two", "Conflicted"));
        assertEquals(Optional.empty(), gateway.boundAddress("default", "conflict", 87));
        assertEquals(200, status("conflict", 91));
        assertGood();
    }

    @Test
    void a_missing_service_answers_500_and_says_so() throws Exception {
        apply(gateway("missing", "{name: http, port: 88, protocol: HTTP}"), route("missing", "missing", "nobody"));
        assertEquals("False BackendNotFound", routeCondition("missing", "ResolvedRefs"));
        assertEquals("True Accepted", routeCondition("missing", "Accepted"));
        assertEquals(500, status("missing", 88));
        apply(service("nobody", "default"));
        assertEquals(200, status("missing", 88));
        assertEquals("True ResolvedRefs", routeCondition("missing", "ResolvedRefs"));
        assertGood();
    }

    @Test
    void another_namespace_needs_a_grant() throws Exception {
        String crossing = route("crossing", "crossing", "v1, namespace: other");
        apply(gateway("crossing", "{name: http, port: 89, protocol: HTTP}"), crossing, service("v1", "other"));
        assertEquals("False RefNotPermitted", routeCondition("crossing", "ResolvedRefs"));
        assertEquals(500, status("crossing", 89));
        apply("""
                apiVersion: gateway.networking.k8s.io/v1
                kind: ReferenceGrant
                metadata: {name: routes, namespace: other}
                spec:
                  from: [{group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: default}]
                  to: [{group: "", kind: Service}]
                """);
        assertEquals(200, status("crossing", 89));
        assertGood();
    }

    @Test
    void a_deleted_gateway_gives_up_its_port() throws Exception {
        apply(gateway("short", "{name: http, port: 90, protocol: HTTP}"));
        InetSocketAddress address = gateway.boundAddress("default", "short", 90).orElseThrow();
        long gone = gateway.delete(List.of(new ObjectRef(Kind.GATEWAY_GROUP, "Gateway", "default", "short")));
        assertTrue(gateway.awaitServed(gone, SOON));
        assertFalse(gateway.boundAddress("default", "short", 90).isPresent());
        try (ServerSocket again = new ServerSocket()) {
            again.setReuseAddress(true);
            again.bind(address);
        }
        assertGood();
    }
}
