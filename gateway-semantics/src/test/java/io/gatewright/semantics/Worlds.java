package io.gatewright.semantics;

import io.gatewright.model.read.ModelReader;
import io.gatewright.model.read.Reading;
import io.gatewright.model.read.Strictness;
import io.gatewright.model.world.World;

/** Worlds from YAML, as tests write them. */
public final class Worlds {
    private Worlds() {}

    /** A class of ours, so that tests need not declare it. */
    public static final String CLASS = """
            apiVersion: gateway.networking.k8s.io/v1
            kind: GatewayClass
            metadata: {name: gatewright}
            spec: {controllerName: gatewright.io/controller}
            ---
            """;

    /** A Service with one port 80 named http, and one endpoint. */
    public static String service(String namespace, String name) {
        return """
                ---
                apiVersion: v1
                kind: Service
                metadata: {name: %2$s, namespace: %1$s}
                spec: {ports: [{name: http, port: 80}]}
                ---
                apiVersion: discovery.k8s.io/v1
                kind: EndpointSlice
                metadata: {name: %2$s-1, namespace: %1$s, labels: {kubernetes.io/service-name: %2$s}}
                addressType: IPv4
                ports: [{name: http, port: 8080}]
                endpoints: [{addresses: [127.0.0.1]}]
                ---
                """.formatted(namespace, name);
    }

    /** What the documents declare; fails on any problem. */
    public static World of(String... yaml) {
        return read(Strictness.API_SERVER, yaml);
    }

    /** The same for objects that an API server would have let in: rules between fields are not enforced. */
    public static World admitted(String... yaml) {
        return read(Strictness.ADMITTED, yaml);
    }

    private static World read(Strictness strictness, String... yaml) {
        Reading reading = new ModelReader().read("test.yaml", String.join("\n---\n", yaml), strictness);
        if (reading.hasErrors()) {
            throw new AssertionError(reading.allProblems().toString());
        }
        return World.of(reading.values());
    }
}
