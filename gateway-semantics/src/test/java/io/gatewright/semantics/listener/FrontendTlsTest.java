package io.gatewright.semantics.listener;

import static io.gatewright.semantics.Worlds.CLASS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.gatewright.semantics.Worlds;
import io.gatewright.semantics.finding.Finding;
import io.gatewright.semantics.topology.Settings;
import io.gatewright.semantics.topology.Topology;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Validation of client certificates, as the Gateway asks for it by port. */
class FrontendTlsTest {
    @Test
    void a_listener_set_is_not_told_what_its_gateway_refers_to() {
        Topology topology = Topology.of(Worlds.of(CLASS, """
                        apiVersion: gateway.networking.k8s.io/v1
                        kind: Gateway
                        metadata: {name: gw, namespace: infra}
                        spec:
                          gatewayClassName: gatewright
                          allowedListeners: {namespaces: {from: All}}
                          listeners: [{name: http, port: 80, protocol: HTTP}]
                          tls: {frontend: {default: {validation: {caCertificateRefs: [{group: "", kind: ConfigMap, name: staff-ca}]}}}}
                        """, """
                        apiVersion: gateway.networking.k8s.io/v1
                        kind: ListenerSet
                        metadata: {name: s, namespace: default}
                        spec:
                          parentRef: {name: gw, namespace: infra}
                          listeners: [{name: x, port: 443, protocol: HTTPS, tls: {certificateRefs: [{name: c}]}}]
                        """), Settings.defaults());
        List<Finding> findings = topology.gateways().values().iterator().next().listeners().listeners().stream()
                .filter(node -> node.key().section().equals("x"))
                .flatMap(node -> node.findings().stream())
                .toList();
        assertEquals(
                List.of("INVALID_CERTIFICATE_REF", "INVALID_LISTENER_CA_REF", "NO_VALID_LISTENER_CA"),
                findings.stream().map(finding -> finding.reason().name()).toList());
        for (Finding finding : findings) {
            assertEquals("ListenerSet", finding.object().kind());
            assertFalse(finding.message().contains("staff-ca"), finding.message());
        }
    }
}
