package io.gatewright.bench.resolve;

import io.gatewright.model.core.Bytes;
import io.gatewright.model.core.EndpointSlice;
import io.gatewright.model.core.ImmutableEndpoint;
import io.gatewright.model.core.ImmutableEndpointPort;
import io.gatewright.model.core.ImmutableEndpointSlice;
import io.gatewright.model.core.ImmutableNamespace;
import io.gatewright.model.core.ImmutableObjectMeta;
import io.gatewright.model.core.ImmutableSecret;
import io.gatewright.model.core.ImmutableService;
import io.gatewright.model.core.ImmutableServicePort;
import io.gatewright.model.core.ImmutableServiceSpec;
import io.gatewright.model.core.IntOrString;
import io.gatewright.model.core.Namespace;
import io.gatewright.model.core.ObjectMeta;
import io.gatewright.model.core.Secret;
import io.gatewright.model.core.Service;
import io.gatewright.model.gateway.ImmutableAllowedRoutes;
import io.gatewright.model.gateway.ImmutableListener;
import io.gatewright.model.gateway.ImmutableListenerTlsConfig;
import io.gatewright.model.gateway.ImmutableRouteNamespaces;
import io.gatewright.model.gateway.ImmutableSecretObjectReference;
import io.gatewright.model.gateway.Listener;
import io.gatewright.model.gateway.RouteNamespaces;
import io.gatewright.model.policy.ImmutableReferenceGrant;
import io.gatewright.model.policy.ImmutableReferenceGrantFrom;
import io.gatewright.model.policy.ImmutableReferenceGrantSpec;
import io.gatewright.model.policy.ImmutableReferenceGrantTo;
import io.gatewright.model.policy.ReferenceGrant;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The objects around routes, as a cluster would show them: with generations, times and labels. */
final class Objects {
    static final String GATEWAY_GROUP = "gateway.networking.k8s.io";

    private static final Instant CREATED = Instant.parse("2026-01-01T00:00:00Z");

    private Objects() {}

    static ObjectMeta meta(String namespace, String name, long generation) {
        return ImmutableObjectMeta.builder()
                .namespace(namespace)
                .name(name)
                .generation(generation)
                .uid(namespace + "-" + name)
                .creationTimestamp(CREATED)
                .putLabels("app.kubernetes.io/name", name)
                .build();
    }

    static Namespace namespace(String name) {
        return ImmutableNamespace.builder()
                .metadata(ImmutableObjectMeta.builder()
                        .name(name)
                        .putLabels("kubernetes.io/metadata.name", name)
                        .build())
                .build();
    }

    static Service service(String namespace, String name, int port) {
        return ImmutableService.builder()
                .metadata(meta(namespace, name, 1))
                .spec(ImmutableServiceSpec.builder()
                        .clusterIP("10.96.0.10")
                        .putSelector("app.kubernetes.io/name", name)
                        .addPorts(ImmutableServicePort.builder()
                                .name("http")
                                .port(port)
                                .targetPort(IntOrString.of(8080))
                                .build())
                        .build())
                .build();
    }

    /** The endpoints of a service: three of them, {@code last} being the end of the third's address. */
    static EndpointSlice slice(String namespace, String service, int last) {
        List<ImmutableEndpoint> endpoints = new ArrayList<>();
        int network = Math.floorMod((namespace + service).hashCode(), 250);
        for (int number : new int[] {1, 2, last}) {
            endpoints.add(ImmutableEndpoint.builder()
                    .addAddresses("10.2." + network + "." + number)
                    .nodeName("node-" + number)
                    .build());
        }
        return ImmutableEndpointSlice.builder()
                .metadata(ImmutableObjectMeta.builder()
                        .from(meta(namespace, service + "-abcde", 1))
                        .putLabels(EndpointSlice.SERVICE_NAME_LABEL, service)
                        .build())
                .addressType(EndpointSlice.IPV4)
                .addPorts(
                        ImmutableEndpointPort.builder().name("http").port(8080).build())
                .addAllEndpoints(endpoints)
                .build();
    }

    static Secret secret(String namespace, String name, Certificate certificate) {
        return ImmutableSecret.builder()
                .metadata(meta(namespace, name, 1))
                .type(Secret.TLS)
                .data(Map.of(
                        Secret.TLS_CERTIFICATE, Bytes.ofUtf8(certificate.pem()),
                        Secret.TLS_PRIVATE_KEY, Bytes.ofUtf8(certificate.keyPem())))
                .build();
    }

    /** HTTPRoutes of one namespace may refer to the Services of another one. */
    static ReferenceGrant grant(String namespace, String from) {
        return ImmutableReferenceGrant.builder()
                .metadata(meta(namespace, "from-" + from, 1))
                .spec(ImmutableReferenceGrantSpec.builder()
                        .addFrom(ImmutableReferenceGrantFrom.builder()
                                .group(GATEWAY_GROUP)
                                .kind("HTTPRoute")
                                .namespace(from)
                                .build())
                        .addTo(ImmutableReferenceGrantTo.builder()
                                .group("")
                                .kind("Service")
                                .build())
                        .build())
                .build();
    }

    static ImmutableListener http(String name, int port) {
        return ImmutableListener.builder()
                .name(name)
                .port(port)
                .protocol(Listener.HTTP)
                .allowedRoutes(anyNamespace())
                .build();
    }

    static ImmutableListener https(String name, String hostname, String secret) {
        return ImmutableListener.builder()
                .name(name)
                .port(443)
                .protocol(Listener.HTTPS)
                .hostname(hostname)
                .tls(ImmutableListenerTlsConfig.builder()
                        .addCertificateRefs(ImmutableSecretObjectReference.builder()
                                .name(secret)
                                .build())
                        .build())
                .allowedRoutes(anyNamespace())
                .build();
    }

    private static ImmutableAllowedRoutes anyNamespace() {
        return ImmutableAllowedRoutes.builder()
                .namespaces(ImmutableRouteNamespaces.builder()
                        .from(RouteNamespaces.ALL)
                        .build())
                .build();
    }
}
