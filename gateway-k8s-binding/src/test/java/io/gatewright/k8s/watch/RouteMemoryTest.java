package io.gatewright.k8s.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.gatewright.k8s.api.KubeObjects;
import io.gatewright.model.core.ApiObject;
import io.gatewright.model.core.Kind;
import io.gatewright.model.route.GrpcRoute;
import io.gatewright.model.route.HttpRoute;
import io.gatewright.model.route.Route;
import io.gatewright.model.route.TcpRoute;
import io.gatewright.model.route.TlsRoute;
import io.gatewright.model.route.UdpRoute;
import io.gatewright.model.world.Event;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class RouteMemoryTest {
    private static final KubernetesSerialization SERIALIZATION = new KubernetesSerialization();
    private static final List<Kind<?>> KINDS =
            List.of(HttpRoute.KIND, GrpcRoute.KIND, TlsRoute.KIND, TcpRoute.KIND, UdpRoute.KIND);
    private static final String STATUS = """
            status:
              parents:
              - parentRef: {name: gw}
                controllerName: example.com/c
                conditions:
                - {type: Accepted, status: "True", reason: Accepted, message: "", observedGeneration: 1,
                   lastTransitionTime: "2026-11-27T10:00:00Z"}
              - {parentRef: {name: other}, controllerName: example.com/d, conditions: []}
            """;
    private static final String METADATA = "name: r, namespace: a, uid: u, generation: 1, labels: {l: m}";
    private static final String NO_STATUS = "";

    private static GenericKubernetesResource delivered(
            Kind<?> kind, String metadata, int version, String port, String status) {
        return SERIALIZATION.unmarshal(
                """
                kind: %s
                metadata: {%s, resourceVersion: "%d"}
                spec: {parentRefs: [{name: gw}], rules: [{backendRefs: [{name: s, port: %s}]}]}
                %s""".formatted(kind.name(), metadata, version, port, status), GenericKubernetesResource.class);
    }

    private static void assertAsRead(Kind<?> kind, GenericKubernetesResource object, Event event) {
        Event whole = Event.of(KubeObjects.read(kind, kind.version(), object));
        if (whole instanceof Event.Put) {
            assertEquals(whole, event);
        } else { // what is wrong is worded anew each time
            assertEquals(whole.getClass(), event.getClass());
            assertEquals(whole.ref(), event.ref());
        }
    }

    @ParameterizedTest
    @FieldSource("KINDS")
    void another_status_is_read_and_the_rest_is_kept(Kind<?> kind) {
        RouteMemory memory = new RouteMemory(kind, kind.version());
        Object spec = null;
        int version = 1;
        for (String status :
                List.of(NO_STATUS, STATUS, "status: {parents: []}", "status: {}", STATUS, "status: null", NO_STATUS)) {
            GenericKubernetesResource object = delivered(kind, METADATA, version++, "80", status);
            Event event = memory.read(object);
            assertAsRead(kind, object, event);
            Route route = (Route) ((Event.Put) event).object();
            if (spec != null) {
                assertSame(spec, route.spec());
            }
            spec = route.spec();
        }
    }

    @Test
    void whatever_else_differs_is_seen() {
        Kind<?> kind = HttpRoute.KIND;
        RouteMemory memory = new RouteMemory(kind, kind.version());
        int version = 1;
        for (String metadata : Stream.of(
                        "",
                        ", annotations: {a: b}",
                        ", finalizers: [example.com/f]",
                        ", deletionTimestamp: \"2026-11-27T10:00:00Z\"",
                        ", ownerReferences: [{apiVersion: v1, kind: Service, name: s, uid: \"9\"}]",
                        "")
                .map(METADATA::concat)
                .toList()) {
            GenericKubernetesResource object = delivered(kind, metadata, version++, "80", STATUS);
            assertAsRead(kind, object, memory.read(object));
        }
        for (String metadata : List.of(
                METADATA.replace("l: m", "l: n"),
                METADATA.replace("generation: 1", "generation: 2"),
                METADATA.replace("uid: u", "uid: v"),
                METADATA.replace("name: r", "name: q"))) {
            GenericKubernetesResource object =
                    delivered(kind, metadata, version++, String.valueOf(80 + version), STATUS);
            assertAsRead(kind, object, memory.read(object));
        }
    }

    @Test
    void without_a_generation_nothing_is_known() {
        RouteMemory memory = new RouteMemory(HttpRoute.KIND, "v1");
        String metadata = "name: r, namespace: a, uid: u";
        memory.read(delivered(HttpRoute.KIND, metadata, 1, "80", STATUS));
        GenericKubernetesResource object = delivered(HttpRoute.KIND, metadata, 2, "81", STATUS);
        assertAsRead(HttpRoute.KIND, object, memory.read(object));
    }

    @Test
    void a_version_that_goes_back_is_read_as_a_whole() {
        RouteMemory memory = new RouteMemory(HttpRoute.KIND, "v1");
        memory.read(delivered(HttpRoute.KIND, METADATA, 9, "80", STATUS));
        // of the same generation by chance, after the API server was restored from a backup
        GenericKubernetesResource object = delivered(HttpRoute.KIND, METADATA, 8, "81", STATUS);
        assertAsRead(HttpRoute.KIND, object, memory.read(object));
    }

    @Test
    void what_cannot_be_held_is_read_as_a_whole() {
        Kind<?> kind = HttpRoute.KIND;
        RouteMemory memory = new RouteMemory(kind, kind.version());
        ApiObject good = ((Event.Put) memory.read(delivered(kind, METADATA, 1, "80", STATUS))).object();
        int version = 2;
        for (String status : List.of("status: {parents: 1}", "status: [1]", "status: {parents: [{}]}", STATUS)) {
            GenericKubernetesResource object = delivered(kind, METADATA, version++, "80", status);
            assertAsRead(kind, object, memory.read(object));
        }
        memory.forget(good.ref());
        Event afresh = memory.read(delivered(kind, METADATA, version, "80", STATUS));
        assertNotSame(((Route) good).spec(), ((Route) ((Event.Put) afresh).object()).spec());
    }
}
