package io.gatewright.k8s.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatewright.k8s.Declared;
import io.gatewright.model.core.ConfigMap;
import io.gatewright.model.core.EndpointSlice;
import io.gatewright.model.core.Secret;
import io.gatewright.model.core.Service;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Every field of every kind that can refer to a Service, a Secret or a ConfigMap. */
class WantsTest {
    private static final String V1 = "apiVersion: gateway.networking.k8s.io/v1\n";
    private static final String X = "apiVersion: gateway.networking.x-k8s.io/v1alpha1\n";

    private static String wants(String yaml) {
        Set<String> words = Wants.of(Declared.object(yaml)).stream()
                .map(ref -> ref.kind() + " " + ref.namespacedName())
                .collect(Collectors.toCollection(TreeSet::new));
        return String.join(", ", words);
    }

    @Test
    void a_gateway_wants_certificates_of_listeners_clients_and_itself() {
        assertEquals(
                "ConfigMap a/clients, ConfigMap a/of-8443, ConfigMap d/far, Secret a/one, Secret a/own, Secret b/two",
                wants(V1 + """
                        kind: Gateway
                        metadata: {name: gw, namespace: a}
                        spec:
                          gatewayClassName: c
                          tls:
                            backend: {clientCertificateRef: {name: own}}
                            frontend:
                              default:
                                validation:
                                  caCertificateRefs:
                                  - {group: "", kind: ConfigMap, name: clients}
                                  - {group: "", kind: ConfigMap, name: far, namespace: d}
                              perPort:
                              - port: 8443
                                tls: {validation: {caCertificateRefs: [{group: "", kind: ConfigMap, name: of-8443}]}}
                          listeners:
                          - {name: x, port: 443, protocol: HTTPS, tls: {certificateRefs: [{name: one}]}}
                          - name: w
                            port: 8443
                            protocol: HTTPS
                            tls: {certificateRefs: [{name: two, namespace: b}, {group: example.com, kind: Vault, name: z}]}
                          - {name: z, port: 80, protocol: HTTP}
                        """));
    }

    @Test
    void a_listener_set_wants_the_certificates_of_its_listeners() {
        assertEquals("Secret a/own", wants(V1 + """
                kind: ListenerSet
                metadata: {name: s, namespace: a}
                spec:
                  parentRef: {name: gw, namespace: b}
                  listeners: [{name: x, port: 443, protocol: HTTPS, tls: {certificateRefs: [{name: own}]}}]
                """));
    }

    @Test
    void an_http_route_wants_backends_mirrors_and_authorisers_also_those_of_filters_of_one_backend() {
        assertEquals(
                "Service a/auth, Service a/mirror, Service a/one, Service a/one-auth, Service a/one-mirror, Service b/two",
                wants(V1 + """
                        kind: HTTPRoute
                        metadata: {name: r, namespace: a}
                        spec:
                          rules:
                          - filters:
                            - {type: RequestMirror, requestMirror: {backendRef: {name: mirror, port: 80}}}
                            - {type: ExternalAuth, externalAuth: {protocol: GRPC, backendRef: {name: auth, port: 80}, grpc: {}}}
                            - {type: ExtensionRef, extensionRef: {group: example.com, kind: Own, name: x}}
                            backendRefs:
                            - name: one
                              port: 80
                              filters:
                              - {type: RequestMirror, requestMirror: {backendRef: {name: one-mirror, port: 80}}}
                              - type: ExternalAuth
                                externalAuth: {protocol: GRPC, backendRef: {name: one-auth, port: 80}, grpc: {}}
                          - backendRefs:
                            - {name: two, namespace: b, port: 80}
                            - {group: gateway.networking.x-k8s.io, kind: XBackend, name: x}
                        """));
    }

    @Test
    void a_grpc_route_wants_backends_and_mirrors() {
        assertEquals("Service a/mirror, Service a/one, Service a/one-mirror", wants(V1 + """
                kind: GRPCRoute
                metadata: {name: r, namespace: a}
                spec:
                  rules:
                  - filters: [{type: RequestMirror, requestMirror: {backendRef: {name: mirror, port: 80}}}]
                    backendRefs:
                    - name: one
                      port: 80
                      filters: [{type: RequestMirror, requestMirror: {backendRef: {name: one-mirror, port: 80}}}]
                """));
    }

    @Test
    void routes_below_http_want_their_backends() {
        for (String kind : Set.of("TCPRoute", "UDPRoute", "TLSRoute")) {
            String hosts = kind.equals("TLSRoute") ? "hostnames: [a.example.com], " : "";
            assertEquals("Service a/one, Service b/two", wants(V1 + """
                    kind: %s
                    metadata: {name: r, namespace: a}
                    spec: {%srules: [{backendRefs: [{name: one, port: 1}, {name: two, namespace: b, port: 1}]}]}
                    """.formatted(kind, hosts)));
        }
    }

    @Test
    void policies_and_backends_want_what_they_trust_and_show() {
        assertEquals("ConfigMap a/roots", wants(V1 + """
                kind: BackendTLSPolicy
                metadata: {name: p, namespace: a}
                spec:
                  targetRefs: [{group: "", kind: Service, name: s}]
                  validation: {hostname: a.example.com, caCertificateRefs: [{group: "", kind: ConfigMap, name: roots}]}
                """));
        assertEquals("ConfigMap a/roots, Secret b/own", wants(X + """
                kind: XBackend
                metadata: {name: x, namespace: a}
                spec:
                  type: ExternalHostname
                  externalHostname: {hostname: api.example.com}
                  port: {number: 443}
                  tls:
                    mode: ClientAndServer
                    clientCertificateRef: {name: own, namespace: b}
                    validation: {hostname: a.example.com, caCertificateRefs: [{group: "", kind: ConfigMap, name: roots}]}
                """));
        assertEquals("Service a/otel", wants(X + """
                kind: XTelemetryPolicy
                metadata: {name: t, namespace: a}
                spec:
                  targetRefs: [{group: gateway.networking.k8s.io, kind: Gateway, name: gw}]
                  tracing: {mode: Enabled, provider: {backendRef: {name: otel, port: 4317}}}
                """));
    }

    @Test
    void other_objects_want_nothing() {
        assertEquals("", wants(V1 + """
                kind: GatewayClass
                metadata: {name: c}
                spec: {controllerName: a.io/b, parametersRef: {group: "", kind: ConfigMap, name: m, namespace: a}}
                """));
        assertEquals("", wants("apiVersion: v1\nkind: Service\nmetadata: {name: s, namespace: a}\n"));
    }

    @Test
    void only_secrets_and_config_maps_are_looked_at_by_name() {
        assertTrue(Wants.byName(Secret.KIND));
        assertTrue(Wants.byName(ConfigMap.KIND));
        assertFalse(Wants.byName(Service.KIND));
        assertFalse(Wants.byName(EndpointSlice.KIND));
    }
}
