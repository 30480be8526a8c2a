package io.gatewright.model.read;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatewright.model.core.Secret;
import io.gatewright.model.route.HttpRoute;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ModelReaderTest {
    private static final ModelReader READER = new ModelReader();

    private static final String ROUTE = """
            apiVersion: gateway.networking.k8s.io/v1
            kind: HTTPRoute
            metadata:
              name: shop
              namespace: web
            spec:
              parentRefs:
              - name: gateway
              rules:
              - backendRefs:
                - name: shop
                  port: 80
            """;

    private static Reading read(String text) {
        return READER.read("a.yaml", text, Strictness.API_SERVER);
    }

    private static String told(Reading reading) {
        return reading.allProblems().stream()
                .map(problem -> (problem.isError() ? "E " : "W ")
                        + problem.rule()
                        + problem.at()
                                .map(at -> " " + at.line() + ":" + at.column())
                                .orElse("")
                        + (problem.field().isEmpty() ? "" : " " + problem.field()))
                .collect(Collectors.joining("; "));
    }

    @Test
    void a_good_document_is_a_value_with_defaults_and_places() {
        Reading reading = read(ROUTE);
        assertEquals("", told(reading));
        HttpRoute route = (HttpRoute) reading.values().get(0);
        assertEquals("HTTPRoute web/shop", route.ref().toString());
        assertEquals(
                "PathPrefix",
                route.spec().rules().get(0).matches().get(0).path().type());
        SourceMap source = reading.objects().get(0).source();
        assertEquals(
                "a.yaml:12:13",
                source.nearest("spec.rules[0].backendRefs[0].port").toString());
        assertEquals("a.yaml:9:3", source.nearest("spec.rules").toString());
        assertEquals("a.yaml:10:5", source.nearest("spec.rules[0].matches[0]").toString());
        assertTrue(source.find("spec.rules[0].matches[0].path").isEmpty());
    }

    @Test
    void a_field_of_the_wrong_type_is_told_with_line_and_column() {
        Reading reading = read(ROUTE.replace("port: 80", "port: many"));
        assertEquals("E type 12:13 spec.rules[0].backendRefs[0].port", told(reading));
        Problem problem = reading.allProblems().get(0);
        assertEquals(
                "a.yaml:12:13: error: HTTPRoute web/shop: spec.rules[0].backendRefs[0].port: "
                        + "a string instead of an integer: expected an integer from 1 to 65535",
                problem.toString());
        assertTrue(reading.values().isEmpty());
        assertEquals("web/shop", reading.objects().get(0).ref().namespacedName());
    }

    @Test
    void an_unknown_field_is_a_warning_with_a_guess() {
        Reading reading = read(ROUTE.replace("backendRefs:", "backendRef:"));
        assertEquals("W unknown-field 10:5 spec.rules[0].backendRef", told(reading));
        assertTrue(reading.allProblems().get(0).message().contains("did you mean `backendRefs`?"));
        assertEquals(1, reading.values().size());
    }

    @Test
    void unknown_fields_of_metadata_and_status_are_warned_of_too() {
        Reading reading = read(ROUTE.replace("  namespace: web", "  namespace: web\n  label: {}")
                + "status:\n  parents: []\n  parent: []\n");
        assertEquals("W unknown-field 6:3 metadata.label; W unknown-field 16:3 status.parent", told(reading));
    }

    @Test
    void a_broken_status_of_a_file_is_left_out_and_refuses_nothing() {
        Reading reading = read(ROUTE + "status: {parents: 3}\n");
        assertEquals("W type 13:19 status.parents", told(reading));
        assertTrue(((HttpRoute) reading.values().get(0)).status().isEmpty());
    }

    @Test
    void one_bad_document_never_hides_the_others() {
        Reading reading = read(ROUTE + "---\nspec: [}\n---\n" + ROUTE.replace("shop", "other"));
        assertEquals("E syntax 14:8", told(reading));
        assertEquals(
                List.of("web/shop", "web/other"),
                reading.values().stream()
                        .map(each -> each.ref().namespacedName())
                        .toList());
    }

    @Test
    void a_duplicate_key_refuses_its_object_only() {
        Reading reading = read(ROUTE.replace("  rules:", "  hostnames: []\n  hostnames: []\n  rules:"));
        assertEquals("E duplicate-key 10:3 spec.hostnames", told(reading));
        assertTrue(reading.values().isEmpty());
        assertEquals(1, reading.objects().size());
    }

    @Test
    void lists_are_unfolded_and_typed_lists_lend_their_kind() {
        String text = """
                {"apiVersion": "gateway.networking.k8s.io/v1", "kind": "HTTPRouteList", "items": [
                  {"metadata": {"name": "a"}, "spec": {}},
                  {"metadata": {"name": "b"}, "spec": {"hostnames": "x"}},
                  {"metadata": {"name": "c"}, "spec": {}, "spec": {}}
                ]}""";
        Reading reading = read(text);
        assertEquals("E type 3:53 spec.hostnames; E duplicate-key 4:43 spec", told(reading));
        assertEquals(3, reading.objects().size());
        assertEquals(
                List.of("HTTPRoute default/a"),
                reading.values().stream().map(each -> each.ref().toString()).toList());
    }

    @Test
    void a_plain_list_holds_objects_of_any_kind() {
        String text = "apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Namespace\n  metadata: {name: a}\n"
                + "- apiVersion: v1\n  kind: ConfigMap\n  metadata: {name: b}\n- 5\n";
        Reading reading = read(text);
        assertEquals("E type 10:3", told(reading));
        assertEquals(2, reading.values().size());
    }

    @Test
    void every_served_version_is_one_value_and_others_are_refused_by_name() {
        assertEquals(
                read(ROUTE).values(), read(ROUTE.replace("/v1", "/v1beta1")).values());
        Reading reading = read(ROUTE.replace("/v1", "/v1alpha2"));
        assertEquals("E version 1:13 apiVersion", told(reading));
        assertEquals("`v1`, `v1beta1`", reading.allProblems().get(0).expected());
    }

    @Test
    void a_slip_in_the_kind_is_warned_of_and_foreign_kinds_are_skipped_in_silence() {
        assertTrue(read(ROUTE.replace("HTTPRoute", "HTTPRoutes"))
                .allProblems()
                .get(0)
                .message()
                .contains("`HTTPRoute`?"));
        assertTrue(read(ROUTE.replace("networking.k8s", "network.k8s"))
                .allProblems()
                .get(0)
                .message()
                .contains("did you mean apiVersion `gateway.networking.k8s.io/v1`?"));
        Reading reading = read("apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\n"
                + "---\napiVersion: networking.istio.io/v1\nkind: Gateway\nmetadata: {name: web}\n");
        assertEquals("", told(reading));
        assertEquals(
                List.of("Deployment web", "Gateway web"),
                reading.skipped().stream()
                        .map(each -> each.kind() + " " + each.name())
                        .toList());
    }

    @Test
    void namespaces_are_set_as_kubectl_would() {
        assertEquals(
                "HTTPRoute default/shop",
                read(ROUTE.replace("  namespace: web\n", ""))
                        .values()
                        .get(0)
                        .ref()
                        .toString());
        Reading reading = read("""
                apiVersion: gateway.networking.k8s.io/v1
                kind: GatewayClass
                metadata: {name: a, namespace: b}
                spec: {controllerName: example.com/x}
                """);
        assertEquals("W scope 3:32 metadata.namespace", told(reading));
        assertEquals("GatewayClass a", reading.values().get(0).ref().toString());
    }

    @Test
    void what_is_no_object_is_told() {
        assertEquals("E kind 1:1; E type 3:1; E required 7:1 metadata.name", told(read("""
                foo: bar
                ---
                - 1
                ---
                apiVersion: v1
                kind: Secret
                metadata: {labels: {a: b}}
                """)));
    }

    @Test
    void an_object_declared_twice_is_warned_of() {
        assertEquals("W duplicate-object 1:1", told(read(ROUTE + "---\n" + ROUTE)));
    }

    @Test
    void problems_of_a_secret_never_show_its_content() {
        Reading reading = read("""
                apiVersion: v1
                kind: Secret
                metadata: {name: a}
                stringData: {password: hunter2, number: 7777777}
                data: {key: "?hunter2?", more: aGk=}
                """);
        assertEquals("E type 4:41 stringData.number; E pattern 5:13 data.key", told(reading));
        assertFalse(reading.toString().contains("hunter2"));
        assertFalse(reading.toString().contains("7777777"));
    }

    @Test
    void string_data_of_a_secret_is_merged() {
        Secret secret = (Secret) read("""
                apiVersion: v1
                kind: Secret
                metadata: {name: a}
                stringData: {more: hello}
                data: {key: aGk=, more: aGk=}
                """).values().get(0);
        assertEquals("hi", secret.get("key").orElseThrow().utf8());
        assertEquals("hello", secret.get("more").orElseThrow().utf8());
    }

    @Test
    void fields_of_core_kinds_that_we_do_not_keep_are_fine() {
        assertEquals("", told(read("""
                apiVersion: v1
                kind: Service
                metadata: {name: a, managedFields: [{manager: x}]}
                spec:
                  trafficDistribution: PreferClose
                  ports: [{port: 80, targetPort: web}]
                """)));
    }

    @Test
    void an_admitted_object_is_delivered_with_warnings() {
        String text = """
                {"apiVersion": "gateway.networking.k8s.io/v1", "kind": "HTTPRoute", "metadata": {"name": "a"},
                 "spec": {"rules": [{"matches": [{"path": {"type": "Glob", "value": "x"}}], "name": "UPPER"}]}}""";
        Reading reading = READER.readWatched(text);
        assertTrue(told(reading).contains("W pattern spec.rules[0].name"), told(reading));
        assertFalse(reading.hasErrors());
        HttpRoute route = (HttpRoute) reading.values().get(0);
        assertEquals("Glob", route.spec().rules().get(0).matches().get(0).path().type());
    }

    @Test
    void an_admitted_object_that_cannot_be_held_is_an_error() {
        String text = """
                {"apiVersion": "gateway.networking.k8s.io/v1", "kind": "HTTPRoute", "metadata": {"name": "a"},
                 "spec": {"rules": [{"timeouts": {"request": "soon"}}]}}""";
        Reading reading = READER.readWatched(text);
        assertTrue(told(reading).contains("E unreadable spec.rules[0].timeouts.request"), told(reading));
        assertTrue(reading.values().isEmpty());
    }

    @Test
    void null_is_absent() {
        Reading reading = read(ROUTE.replace("  rules:", "  hostnames: null\n  rules:")
                .replace("  name: shop\n  namespace", "  name: shop\n  creationTimestamp: null\n  namespace"));
        assertEquals("", told(reading));
        assertTrue(reading.values().get(0).metadata().creationTimestamp().isEmpty());
    }
}
