package io.gatewright.model.read;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gatewright.model.core.ImmutableLabelSelector;
import io.gatewright.model.core.IntOrString;
import io.gatewright.model.core.ObjectMeta;
import io.gatewright.model.core.Service;
import io.gatewright.model.gateway.Gateway;
import io.gatewright.model.gateway.ImmutableGateway;
import io.gatewright.model.gateway.ImmutableGatewaySpec;
import io.gatewright.model.gateway.ImmutableListener;
import io.gatewright.model.gateway.ImmutableRouteNamespaces;
import io.gatewright.model.gateway.Listener;
import io.gatewright.model.name.GroupKind;
import io.gatewright.model.policy.ReferenceGrant;
import io.gatewright.model.policy.XMesh;
import io.gatewright.model.route.HttpRoute;
import io.gatewright.model.route.HttpRouteMatch;
import io.gatewright.model.route.ImmutableHttpBackendRef;
import io.gatewright.model.route.ImmutableHttpRoute;
import io.gatewright.model.route.ImmutableHttpRouteRule;
import io.gatewright.model.route.ImmutableHttpRouteSpec;
import io.gatewright.model.route.ImmutableParentReference;
import java.time.Instant;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelJsonTest {
    private static final ModelJson JSON = new ModelJson();

    private static JsonNode tree(String json) {
        try {
            return new ObjectMapper().readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static HttpRoute route(String spec) {
        return JSON.toValue(tree("{\"metadata\": {\"name\": \"r\"}, \"spec\": " + spec + "}"), HttpRoute.KIND);
    }

    @Test
    void what_is_built_is_what_is_read() {
        HttpRoute built = ImmutableHttpRoute.builder()
                .metadata(ObjectMeta.of("shop", "cart"))
                .spec(ImmutableHttpRouteSpec.builder()
                        .addParentRefs(ImmutableParentReference.builder()
                                .name("edge")
                                .sectionName("https")
                                .build())
                        .addHostnames("shop.example")
                        .addRules(ImmutableHttpRouteRule.builder()
                                .addBackendRefs(ImmutableHttpBackendRef.builder()
                                        .name("cart")
                                        .port(8080)
                                        .build())
                                .build())
                        .build())
                .build();
        HttpRoute read = JSON.toValue(tree("""
                {"metadata": {"namespace": "shop", "name": "cart"}, "spec": {
                  "parentRefs": [{"name": "edge", "sectionName": "https"}],
                  "hostnames": ["shop.example"],
                  "rules": [{"backendRefs": [{"name": "cart", "port": 8080}]}]}}"""), HttpRoute.KIND);
        assertEquals(read, built);
    }

    @Test
    void the_defaults_of_the_api_are_written_out() {
        assertEquals(tree("""
                {"apiVersion": "gateway.networking.k8s.io/v1", "kind": "HTTPRoute",
                 "metadata": {"name": "r"},
                 "spec": {
                   "parentRefs": [{"group": "gateway.networking.k8s.io", "kind": "Gateway", "name": "g"}],
                   "rules": [
                     {"matches": [{"path": {"type": "PathPrefix", "value": "/"}}]},
                     {"matches": [{"path": {"type": "Exact", "value": "/a"},
                                   "headers": [{"type": "Exact", "name": "h", "value": "v"}]}],
                      "backendRefs": [{"group": "", "kind": "Service", "name": "s", "weight": 1}],
                      "filters": [{"type": "RequestRedirect", "requestRedirect": {"statusCode": 302}},
                                  {"type": "CORS", "cors": {"maxAge": 5}}],
                      "retry": {"attempts": 1},
                      "sessionPersistence": {"type": "Cookie", "cookie": {"lifetimeType": "Session", "path": "/"}}}]}}
                """), JSON.toTree(route("""
                {"parentRefs": [{"name": "g"}],
                 "rules": [
                   {},
                   {"matches": [{"path": {"type": "Exact", "value": "/a"}, "headers": [{"name": "h", "value": "v"}]}],
                    "backendRefs": [{"name": "s"}],
                    "filters": [{"type": "RequestRedirect", "requestRedirect": {}}, {"type": "CORS", "cors": {}}],
                    "retry": {}, "sessionPersistence": {"cookie": {}}}]}
                """)));
    }

    @Test
    void a_route_without_rules_has_the_one_that_matches_everything() {
        HttpRouteMatch match = route("{}").spec().rules().get(0).matches().get(0);
        assertEquals("PathPrefix", match.path().type());
        assertEquals("/", match.path().value());
    }

    @Test
    void a_gateway_nobody_has_seen_is_pending() {
        Gateway gateway = JSON.toValue(
                tree("{\"metadata\": {\"name\": \"g\"}, \"spec\": {\"gatewayClassName\": \"c\", \"listeners\": []}}"),
                Gateway.KIND);
        assertEquals(
                List.of("Accepted Unknown Pending", "Programmed Unknown Pending"),
                gateway.status().conditions().stream()
                        .map(c -> c.type() + " " + c.status() + " " + c.reason())
                        .toList());
        assertEquals(Instant.EPOCH, gateway.status().conditions().get(0).lastTransitionTime());
        assertTrue(gateway.status().conditions().get(0).observedGeneration().isEmpty());
    }

    @Test
    void an_absent_status_of_a_mesh_differs_from_an_empty_one() {
        String mesh = "{\"metadata\": {\"name\": \"m\"}, \"spec\": {\"controllerName\": \"a/b\"}";
        assertEquals(
                1,
                JSON.toValue(tree(mesh + "}"), XMesh.KIND).status().conditions().size());
        assertEquals(
                2,
                JSON.toValue(tree(mesh + ", \"status\": {}}"), XMesh.KIND)
                        .status()
                        .conditions()
                        .size());
    }

    @Test
    void empty_lists_are_left_out_and_empty_objects_and_texts_are_kept() {
        Gateway gateway = ImmutableGateway.builder()
                .metadata(ObjectMeta.of("n", "g"))
                .spec(ImmutableGatewaySpec.builder()
                        .gatewayClassName("")
                        .addListeners(listenerForAllNamespaces())
                        .build())
                .build();
        JsonNode listener = JSON.toTree(gateway).at("/spec/listeners/0");
        assertEquals(
                tree("{\"namespaces\": {\"from\": \"Selector\", \"selector\": {}}}"), listener.get("allowedRoutes"));
        assertEquals("", JSON.toTree(gateway).at("/spec/gatewayClassName").asText());
        assertTrue(JSON.toTree(gateway).at("/spec/addresses").isMissingNode());
    }

    private static Listener listenerForAllNamespaces() {
        return ImmutableListener.builder()
                .name("http")
                .port(80)
                .protocol(Listener.HTTP)
                .allowedRoutes(io.gatewright.model.gateway.ImmutableAllowedRoutes.builder()
                        .namespaces(ImmutableRouteNamespaces.builder()
                                .from("Selector")
                                .selector(ImmutableLabelSelector.builder().build())
                                .build())
                        .build())
                .build();
    }

    @Test
    void a_document_starts_with_who_it_is() {
        List<String> names = StreamSupport.stream(
                        ((Iterable<String>) () -> JSON.toTree(route("{}")).fieldNames()).spliterator(), false)
                .toList();
        assertEquals(List.of("apiVersion", "kind", "metadata", "spec"), names);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{`rules`: 1} | spec.rules",
                "{`rules`: [{`backendRefs`: [{`name`: `s`, `port`: 80.5}]}]} | spec.rules[0].backendRefs[0].port",
                "{`rules`: [{`backendRefs`: [{`name`: `s`, `port`: `80`}]}]} | spec.rules[0].backendRefs[0].port",
                "{`rules`: [{`backendRefs`: [{`name`: 80}]}]} | spec.rules[0].backendRefs[0].name",
                "{`rules`: [{`name`: true}]} | spec.rules[0].name",
                "{`rules`: [{`backendRefs`: [{`port`: 80}]}]} | spec.rules[0].backendRefs[0]",
                "{`rules`: [{`timeouts`: {`request`: `soon`}}]} | spec.rules[0].timeouts.request"
            })
    void a_wrong_type_is_told_with_its_field(String spec, String field) {
        String json = spec.replace('`', '"');
        UnreadableTree e = assertThrows(UnreadableTree.class, () -> route(json));
        assertEquals(field, e.field());
        assertTrue(e.getMessage().startsWith("`" + field + "`: "), e.getMessage());
    }

    @Test
    void a_missing_field_is_told_by_its_name() {
        assertEquals(
                "`spec.rules[0].filters[0]`: missing type",
                assertThrows(UnreadableTree.class, () -> route("{\"rules\": [{\"filters\": [{}]}]}"))
                        .getMessage());
    }

    @Test
    void unknown_words_survive_and_unknown_fields_do_not_disturb() {
        HttpRoute route = route("""
                {"rules": [{"filters": [{"type": "Teleport", "teleport": {}}], "matches": [{"path": {"type": "Glob"}}]}]}""");
        assertEquals("Teleport", route.spec().rules().get(0).filters().get(0).type());
        assertEquals("Glob", route.spec().rules().get(0).matches().get(0).path().type());
    }

    @Test
    void times_may_have_an_offset_and_are_written_in_utc() {
        JsonNode written = JSON.toTree(JSON.toValue(tree("""
                {"metadata": {"name": "r", "creationTimestamp": "2026-11-23T09:30:00+01:00"}, "spec": {}}"""), HttpRoute.KIND));
        assertEquals(
                "2026-11-23T08:30:00Z",
                written.at("/metadata/creationTimestamp").asText());
    }

    @Test
    void a_target_port_is_a_number_or_a_name() {
        Service service = JSON.toValue(tree("""
                {"metadata": {"name": "s"}, "spec": {"ports": [
                  {"port": 80, "targetPort": 8080}, {"port": 81, "targetPort": "web"}, {"port": 82, "targetPort": "8080"}]}}"""), Service.KIND);
        assertEquals(
                List.of(IntOrString.of(8080), IntOrString.of("web"), IntOrString.of("8080")),
                service.spec().ports().stream()
                        .map(port -> port.targetPort().orElseThrow())
                        .toList());
    }

    @Test
    void a_kind_is_found_by_group_and_name_and_reads_all_its_versions() {
        assertEquals(
                HttpRoute.KIND,
                Kinds.find(new GroupKind("gateway.networking.k8s.io", "HTTPRoute"))
                        .orElseThrow());
        assertEquals(Service.KIND, Kinds.find("", "Service").orElseThrow());
        assertTrue(Kinds.find("", "HTTPRoute").isEmpty());
        assertTrue(ReferenceGrant.KIND.reads("gateway.networking.k8s.io/v1"));
        assertTrue(ReferenceGrant.KIND.reads("gateway.networking.k8s.io/v1beta1"));
        assertEquals("gateway.networking.k8s.io/v1beta1", ReferenceGrant.KIND.apiVersion());
        assertTrue(Service.KIND.reads("v1"));
        assertTrue(!Service.KIND.reads("apps/v1") && !HttpRoute.KIND.reads("v1"));
    }

    @Test
    void every_kind_is_listed_once_and_names_its_own_type() {
        assertEquals(
                Kinds.all().size(),
                Kinds.all().stream().map(k -> k.groupKind()).distinct().count());
        assertEquals(21, Kinds.all().size());
        Kinds.all()
                .forEach(k -> assertEquals(
                        k.name().toLowerCase(java.util.Locale.ROOT),
                        k.type().getSimpleName().toLowerCase(java.util.Locale.ROOT)));
    }
}
