package io.gatewright.semantics.topology;

import static io.gatewright.semantics.Worlds.CLASS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatewright.model.gateway.Gateway;
import io.gatewright.model.parameters.GatewayParameters;
import io.gatewright.model.read.ModelReader;
import io.gatewright.model.read.Strictness;
import io.gatewright.model.world.Event;
import io.gatewright.model.world.World;
import io.gatewright.semantics.Worlds;
import io.gatewright.semantics.finding.Finding;
import io.gatewright.semantics.finding.Reason;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the parametersRef of a Gateway or a GatewayClass leads to. */
class ParametersTest {
    private static String ownClass(String ref) {
        return """
                apiVersion: gateway.networking.k8s.io/v1
                kind: GatewayClass
                metadata: {name: gatewright}
                spec: {controllerName: gatewright.io/controller, parametersRef: %s}
                """.formatted(ref);
    }

    private static String gateway(String infrastructure) {
        return """
                apiVersion: gateway.networking.k8s.io/v1
                kind: Gateway
                metadata: {name: gw, namespace: default}
                spec:
                  gatewayClassName: gatewright
                  listeners: [{name: http, port: 80, protocol: HTTP}]
                  infrastructure: %s
                """.formatted(infrastructure);
    }

    private static String parameters(String namespace, int replicas) {
        return """
                apiVersion: gatewright.io/v1alpha1
                kind: GatewayParameters
                metadata: {name: p, namespace: %s}
                spec: {replicas: %d}
                """.formatted(namespace, replicas);
    }

    private static Topology topology(String... yaml) {
        return Topology.of(Worlds.of(yaml), Settings.defaults());
    }

    private static GatewayNode gateway(Topology topology) {
        return topology.gateways().get(Gateway.KIND.ref("default", "gw"));
    }

    private static ClassNode ownClass(Topology topology) {
        return topology.classes().iterator().next();
    }

    private static Optional<Integer> replicas(Optional<GatewayParameters> parameters) {
        return parameters.flatMap(found -> found.spec().replicas());
    }

    @Test
    void a_gateway_is_given_the_parameters_that_it_names() {
        Topology topology = topology(
                CLASS,
                gateway("{parametersRef: {group: gatewright.io, kind: GatewayParameters, name: p}}"),
                parameters("default", 3),
                parameters("other", 5));
        GatewayNode node = gateway(topology);
        assertEquals(Optional.of(3), replicas(node.parameters()));
        assertEquals(List.of(), node.findings());
        assertEquals(Optional.empty(), ownClass(topology).parameters());
    }

    @Test
    void a_class_is_given_parameters_of_any_namespace_without_a_grant() {
        Topology topology = topology(
                ownClass("{group: gatewright.io, kind: GatewayParameters, name: p, namespace: other}"),
                gateway("{}"),
                parameters("default", 3),
                parameters("other", 5));
        assertEquals(Optional.of(5), replicas(ownClass(topology).parameters()));
        assertEquals(List.of(), ownClass(topology).findings());
        assertEquals(Optional.empty(), gateway(topology).parameters());
        assertTrue(ownClass(topology).accepted());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gatewright.io | GatewayParameters | missing | not found",
                "gatewright.io | Settings | p | expected `GatewayParameters.gatewright.io`",
                "example.com | GatewayParameters | p | expected `GatewayParameters.gatewright.io`",
                "'' | ConfigMap | p | expected `GatewayParameters.gatewright.io`"
            })
    void other_parameters_are_refused_with_the_reason(String group, String kind, String name, String expected) {
        String ref = "{group: '" + group + "', kind: " + kind + ", name: " + name;
        String map = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: p, namespace: default}\n";
        Topology ofGateway = topology(CLASS, gateway("{parametersRef: " + ref + "}}"), parameters("default", 1), map);
        refused(
                gateway(ofGateway).findings(),
                Reason.GATEWAY_INVALID_PARAMETERS,
                "spec.infrastructure.parametersRef",
                expected);
        assertEquals(Optional.empty(), gateway(ofGateway).parameters());

        Topology ofClass =
                topology(ownClass(ref + ", namespace: default}"), gateway("{}"), parameters("default", 1), map);
        refused(ownClass(ofClass).findings(), Reason.CLASS_INVALID_PARAMETERS, "spec.parametersRef", expected);
        assertEquals(Optional.empty(), ownClass(ofClass).parameters());
    }

    private static void refused(List<Finding> findings, Reason reason, String field, String message) {
        assertEquals(1, findings.size(), findings.toString());
        assertEquals(reason, findings.get(0).reason());
        assertEquals(field, findings.get(0).path());
        assertTrue(findings.get(0).message().contains(message), findings.get(0).message());
    }

    @Test
    void a_class_that_names_no_namespace_finds_nothing() {
        Topology topology = topology(
                ownClass("{group: gatewright.io, kind: GatewayParameters, name: p}"), parameters("default", 1));
        assertEquals(Optional.empty(), ownClass(topology).parameters());
        assertEquals(1, ownClass(topology).findings().size());
    }

    @Test
    void parameters_that_come_later_or_change_are_noticed_and_others_are_not() {
        World world =
                Worlds.of(CLASS, gateway("{parametersRef: {group: gatewright.io, kind: GatewayParameters, name: p}}"));
        Topology topology = Topology.of(world, Settings.defaults());
        assertEquals(Optional.empty(), gateway(topology).parameters());

        world = world.apply(List.of(put(parameters("default", 1))));
        topology = topology.next(world);
        assertEquals(Optional.of(1), replicas(gateway(topology).parameters()));
        assertEquals(List.of(), gateway(topology).findings());

        world = world.apply(List.of(put(parameters("default", 2))));
        topology = topology.next(world);
        assertEquals(Optional.of(2), replicas(gateway(topology).parameters()));

        GatewayNode before = gateway(topology);
        world = world.apply(List.of(put(parameters("other", 9))));
        topology = topology.next(world);
        assertSame(before, gateway(topology));

        world = world.apply(List.of(new Event.Gone(GatewayParameters.KIND.ref("default", "p"))));
        topology = topology.next(world);
        assertEquals(Optional.empty(), gateway(topology).parameters());
    }

    private static Event put(String yaml) {
        return new Event.Put(new ModelReader()
                .read("p.yaml", yaml, Strictness.API_SERVER)
                .values()
                .get(0));
    }
}
