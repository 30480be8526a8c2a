package io.gatewright.k8s.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gatewright.k8s.Declared;
import io.gatewright.model.core.ApiObject;
import io.gatewright.model.core.Kind;
import io.gatewright.model.read.Kinds;
import io.gatewright.model.read.ModelJson;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StatusesTest {
    private static final ModelJson JSON = new ModelJson();
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private static Stream<Kind<?>> kinds() {
        return Kinds.all().stream();
    }

    /** The least that the model takes for a value of any kind. */
    private static ObjectNode tree(Kind<?> kind, String version) {
        ObjectNode tree = MAPPER.createObjectNode();
        ObjectNode metadata = tree.putObject("metadata").put("name", "x").put("resourceVersion", version);
        if (kind.namespaced()) {
            metadata.put("namespace", "a");
        }
        ObjectNode spec = tree.putObject("spec");
        switch (kind.name()) {
            case "GatewayClass", "XMesh" -> spec.put("controllerName", "a.io/b");
            case "Gateway" -> spec.put("gatewayClassName", "c");
            case "ListenerSet" -> spec.putObject("parentRef").put("name", "gw");
            case "BackendTLSPolicy" -> spec.putObject("validation").put("hostname", "a.example.com");
            case "XBackend" ->
                spec.put("type", "ExternalHostname").putObject("port").put("number", 1);
            case "ClusterTrustBundle" -> spec.put("trustBundle", "");
            case "EndpointSlice" -> tree.put("addressType", "IPv4");
            default -> {}
        }
        return tree;
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void a_new_version_of_the_same_declaration_is_no_change(Kind<?> kind) {
        ApiObject one = JSON.toValue(tree(kind, "1"), kind);
        ApiObject two = JSON.toValue(tree(kind, "2"), kind);
        assertNotEquals(one, two);
        assertEquals(Statuses.without(one), Statuses.without(two));
        assertTrue(Statuses.without(one).metadata().resourceVersion().isEmpty());
        assertEquals("x", Statuses.without(one).metadata().name());
    }

    /** All kinds but Service, whose addresses count. */
    private static Stream<Kind<?>> watched() {
        return kinds().filter(kind -> !kind.name().equals("Service"));
    }

    @ParameterizedTest
    @MethodSource("watched")
    void what_controllers_write_is_no_change(Kind<?> kind) {
        ObjectNode with = tree(kind, "1");
        ObjectNode status = with.putObject("status");
        for (String list : List.of("conditions", "parents", "ancestors")) {
            status.putArray(list);
        }
        ApiObject plain = JSON.toValue(tree(kind, "1"), kind);
        assertEquals(Statuses.without(plain), Statuses.without(JSON.toValue(with, kind)));
    }

    @Test
    void conditions_and_entries_of_routes_go_and_addresses_of_services_stay() {
        ApiObject route = Declared.object("""
                apiVersion: gateway.networking.k8s.io/v1
                kind: HTTPRoute
                metadata: {name: r, namespace: a, resourceVersion: "5", generation: 2, labels: {a: b}}
                spec: {parentRefs: [{name: gw}]}
                status: {parents: [{parentRef: {name: gw}, controllerName: a.io/b, conditions: []}]}
                """);
        JsonNode left = JSON.toTree(Statuses.without(route));
        assertTrue(left.path("status").path("parents").isEmpty(), left.toString());
        assertEquals(2, left.at("/metadata/generation").asInt());
        assertEquals("b", left.at("/metadata/labels/a").asText());

        ApiObject service = Declared.object("""
                apiVersion: v1
                kind: Service
                metadata: {name: s, namespace: a}
                status: {loadBalancer: {ingress: [{ip: 192.0.2.1}]}}
                """);
        assertEquals(
                "192.0.2.1",
                JSON.toTree(Statuses.without(service))
                        .at("/status/loadBalancer/ingress/0/ip")
                        .asText());
    }
}
