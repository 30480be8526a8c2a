package io.gatewright.k8s.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.gatewright.k8s.Declared;
import io.gatewright.model.core.ConfigMap;
import io.gatewright.model.core.Kind;
import io.gatewright.model.gateway.GatewayClass;
import io.gatewright.model.read.ReadObject;
import io.gatewright.model.route.HttpRoute;
import io.gatewright.model.route.TcpRoute;
import org.junit.jupiter.api.Test;

/** What the client delivers is what a file of the same text would be. */
class KubeObjectsTest {
    private static GenericKubernetesResource delivered(String yaml) {
        return new KubernetesSerialization().unmarshal(yaml, GenericKubernetesResource.class);
    }

    private static ReadObject read(Kind<?> kind, String yaml) {
        return KubeObjects.read(kind, kind.version(), delivered(yaml));
    }

    @Test
    void a_route_with_all_its_metadata_is_read_as_from_a_file() {
        String yaml = """
                apiVersion: gateway.networking.k8s.io/v1
                kind: HTTPRoute
                metadata:
                  name: r
                  namespace: a
                  uid: 1-2-3
                  generation: 3
                  resourceVersion: "77"
                  creationTimestamp: "2026-11-27T10:00:00Z"
                  labels: {a: b}
                  annotations: {c: d}
                  finalizers: [example.com/f]
                  ownerReferences:
                  - {apiVersion: v1, kind: Service, name: s, uid: "9", controller: true, blockOwnerDeletion: false}
                spec:
                  parentRefs: [{name: gw, port: 80}]
                  rules: [{backendRefs: [{name: s, port: 80, weight: 0}], timeouts: {request: 1s}}]
                status: {parents: []}
                """;
        ReadObject read = read(HttpRoute.KIND, yaml);
        assertEquals(Declared.object(yaml), read.value().orElseThrow());
        assertEquals(HttpRoute.KIND.ref("a", "r"), read.ref());
        assertEquals(read.ref(), KubeObjects.ref(HttpRoute.KIND, delivered(yaml)));
    }

    @Test
    void an_object_without_a_namespace_has_none() {
        String yaml = "apiVersion: gateway.networking.k8s.io/v1\nkind: GatewayClass\nmetadata: {name: c}\n"
                + "spec: {controllerName: a.io/b}\n";
        assertEquals(
                GatewayClass.KIND.ref("", "c"), read(GatewayClass.KIND, yaml).ref());
        assertEquals(GatewayClass.KIND.ref("", "c"), KubeObjects.ref(GatewayClass.KIND, delivered(yaml)));
    }

    @Test
    void fields_beside_the_spec_are_read_too() {
        String yaml = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: m, namespace: a}\ndata: {ca.crt: text}\n";
        assertEquals(Declared.object(yaml), read(ConfigMap.KIND, yaml).value().orElseThrow());
    }

    @Test
    void an_older_version_is_read_as_such() {
        String yaml =
                "apiVersion: gateway.networking.k8s.io/v1alpha2\nkind: TCPRoute\nmetadata: {name: t, namespace: a}\n"
                        + "spec: {rules: [{backendRefs: [{name: s, port: 1}]}]}\n";
        assertTrue(KubeObjects.read(TcpRoute.KIND, "v1alpha2", delivered(yaml))
                .value()
                .isPresent());
        assertEquals("v1alpha2", KubeObjects.context(TcpRoute.KIND, "v1alpha2").getVersion());
    }

    @Test
    void what_cannot_be_read_says_why_and_whose_it_is() {
        String yaml = "apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {name: r, namespace: a}\n"
                + "spec: {rules: nothing}\n";
        ReadObject read = read(HttpRoute.KIND, yaml);
        assertTrue(read.value().isEmpty());
        assertFalse(read.problems().isEmpty());
        assertEquals(HttpRoute.KIND.ref("a", "r"), read.ref());
    }
}
