package io.gatewright.conformance.reference;

import java.util.Optional;
import java.util.Set;

/** Where a backendRef leads. */
final class Backends {
    /**
     * A way or the reason why there is none.
     *
     * @param status 0 if there is a way
     */
    record Found(int status, String reason, String service) {}

    private final Documents documents;

    Backends(Documents documents) {
        this.documents = documents;
    }

    Found find(Node route, Node ref) {
        String namespace = ref.text("namespace", route.namespace());
        String name = ref.text("name", "");
        if (!ref.text("kind", "Service").equals("Service")
                || !ref.text("group", "").isEmpty()) {
            return new Found(500, "backend_unresolved", "");
        }
        if (!documents.granted(
                Documents.GATEWAY_API, route.kind(), route.namespace(), "", "Service", namespace, name)) {
            return new Found(500, "backend_unresolved", "");
        }
        Optional<Node> service = documents.find("Service", namespace, name);
        if (service.isEmpty() || service.get().text("spec.type", "").equals("ExternalName")) {
            return new Found(500, "backend_unresolved", "");
        }
        Optional<Node> port = service.get().list("spec.ports").stream()
                .filter(one -> one.number("port", 0) == ref.number("port", 0))
                .findFirst();
        if (port.isEmpty()) {
            return new Found(500, "backend_unresolved", "");
        }
        // GEP-1911: a WebSocket port speaks HTTP/1.1, which cannot carry gRPC
        if (route.kind().equals("GRPCRoute")
                && Set.of("kubernetes.io/ws", "kubernetes.io/wss")
                        .contains(port.get().text("appProtocol", ""))) {
            return new Found(500, "backend_unresolved", "");
        }
        if (new Trust(documents).closed(namespace, name, port.get().text("name", ""))) {
            return new Found(500, "backend_closed", "");
        }
        boolean ready = documents.all("EndpointSlice").stream()
                .filter(slice -> slice.namespace().equals(namespace))
                .filter(slice -> slice.at("metadata.labels").value() instanceof java.util.Map<?, ?> labels
                        && name.equals(labels.get("kubernetes.io/service-name")))
                .filter(slice -> slice.list("ports").stream()
                        .anyMatch(one -> one.text("name", "").equals(port.get().text("name", ""))))
                .flatMap(slice -> slice.list("endpoints").stream())
                .anyMatch(endpoint -> !endpoint.at("conditions.ready").present() || endpoint.flag("conditions.ready"));
        return ready ? new Found(0, "", namespace + "/" + name) : new Found(503, "no_endpoint", "");
    }
}
