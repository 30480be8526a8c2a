package io.gatewright.k8s.status;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gatewright.k8s.Declared;
import io.gatewright.model.core.ApiObject;
import io.gatewright.model.core.ConfigMap;
import io.gatewright.model.core.Service;
import io.gatewright.model.gateway.Gateway;
import io.gatewright.model.gateway.GatewayClass;
import io.gatewright.model.parameters.GatewayParameters;
import io.gatewright.model.policy.ReferenceGrant;
import io.gatewright.model.policy.XBackend;
import io.gatewright.model.route.UdpRoute;
import io.gatewright.semantics.report.StatusMerge;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StatusPatchTest {
    private static final String V1 = "apiVersion: gateway.networking.k8s.io/v1\n";
    private static final StatusMerge MERGE = new StatusMerge("gatewright.io/controller");

    private final StatusPatch patches = new StatusPatch();

    private static String gateway(String status) {
        return V1 + """
                kind: Gateway
                metadata: {name: gw, namespace: a, resourceVersion: "10"}
                spec: {gatewayClassName: c, listeners: [{name: http, port: 80, protocol: HTTP}]}
                status: {%s}
                """.formatted(status);
    }

    private JsonNode patch(String before, String after) throws JsonProcessingException {
        ApiObject current = Declared.object(before);
        return new ObjectMapper()
                .readTree(patches.of(current, current.metadata().resourceVersion(), Declared.object(after)));
    }

    @Test
    void lists_that_became_empty_are_written() throws Exception {
        String full = "addresses: [{type: IPAddress, value: 192.0.2.1}], conditions: [], listeners: ["
                + "{name: http, attachedRoutes: 1, supportedKinds: [], conditions: []}]";
        JsonNode status = patch(gateway(full), gateway("conditions: []")).path("status");
        for (String list : new String[] {"addresses", "listeners", "conditions"}) {
            assertTrue(status.path(list).isArray() && status.path(list).isEmpty(), list + ": " + status);
        }
    }

    @Test
    void a_number_that_is_not_there_any_more_is_taken_away() throws Exception {
        JsonNode status = patch(gateway("attachedListenerSets: 2"), gateway("conditions: []"))
                .path("status");
        assertTrue(status.path("attachedListenerSets").isNull(), status.toString());
        assertFalse(patch(gateway(""), gateway("conditions: []")).path("status").has("attachedListenerSets"));
    }

    @Test
    void a_patch_is_locked_to_its_version_and_holds_nothing_else() throws Exception {
        JsonNode patch = patch(gateway(""), gateway("attachedListenerSets: 1"));
        assertEquals("{\"resourceVersion\":\"10\"}", patch.path("metadata").toString());
        assertEquals(2, patch.size());
        assertEquals(1, patch.at("/status/attachedListenerSets").asInt());
    }

    @Test
    void statuses_are_written_of_gateways_routes_and_policies_only() {
        assertTrue(patches.hasStatus(Gateway.KIND));
        assertTrue(patches.hasStatus(GatewayClass.KIND));
        assertTrue(patches.hasStatus(UdpRoute.KIND));
        assertTrue(patches.hasStatus(XBackend.KIND));
        assertFalse(patches.hasStatus(Service.KIND));
        assertFalse(patches.hasStatus(ConfigMap.KIND));
        assertFalse(patches.hasStatus(ReferenceGrant.KIND));
        assertFalse(patches.hasStatus(GatewayParameters.KIND));
    }

    @Test
    void only_statuses_that_are_shared_are_silenced() {
        ApiObject gateway = Declared.object(gateway("conditions: [{type: Accepted, status: 'True', reason: Accepted,"
                + " message: '', lastTransitionTime: '2026-01-01T00:00:00Z'}]"));
        assertEquals(Optional.empty(), patches.silenced(MERGE, gateway, Instant.EPOCH));
        ApiObject route = Declared.object(V1 + """
                kind: HTTPRoute
                metadata: {name: r, namespace: a}
                spec: {parentRefs: [{name: gw}]}
                status: {parents: [{parentRef: {name: gw}, controllerName: gatewright.io/controller, conditions: []}]}
                """);
        assertTrue(patches.silenced(MERGE, route, Instant.EPOCH).isPresent());
    }

    @Test
    void a_listener_set_waits_for_its_gateway() {
        ApiObject set = Declared.object(V1 + """
                kind: ListenerSet
                metadata: {name: s, namespace: a}
                spec: {parentRef: {name: gw, namespace: b}, listeners: [{name: w, port: 81, protocol: HTTP}]}
                status:
                  conditions:
                  - {type: Programmed, status: "True", reason: Programmed, message: "",
                     lastTransitionTime: "2026-01-01T00:00:00Z"}
                """);
        assertEquals(Gateway.KIND.ref("b", "gw"), patches.gateway(set));
        assertTrue(patches.programmed(set));
        assertFalse(patches.programmed(Declared.object(gateway(""))));
    }
}
