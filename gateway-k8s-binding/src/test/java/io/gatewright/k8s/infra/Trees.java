package io.gatewright.k8s.infra;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gatewright.k8s.Declared;
import io.gatewright.model.gateway.Gateway;
import io.gatewright.model.name.ObjectRef;
import io.gatewright.model.parameters.GatewayParameters;
import io.gatewright.model.parameters.GatewayParametersSpec;
import io.gatewright.model.world.World;
import io.gatewright.semantics.planner.EndpointSets;
import io.gatewright.semantics.planner.Planner;
import io.gatewright.semantics.topology.Settings;
import io.gatewright.semantics.topology.Topology;
import java.util.List;
import java.util.Optional;

/** What should run for the Gateways of some documents, as trees. */
final class Trees {
    static final InfraSettings SETTINGS = new InfraSettings(
            "gatewright.io/controller", "example.com/gatewright:1", "gatewright.sys.svc:18000", "-----BEGIN C-----\n");

    static final String CLASS = """
            apiVersion: gateway.networking.k8s.io/v1
            kind: GatewayClass
            metadata: {name: c}
            spec: {controllerName: gatewright.io/controller}
            """;

    private static final ObjectMapper JSON = new ObjectMapper();

    private Trees() {}

    /** Gateway gw of class c in namespace a. */
    static String gateway(String rest) {
        return """
                apiVersion: gateway.networking.k8s.io/v1
                kind: Gateway
                metadata: {name: gw, namespace: a, uid: 1234-5678}
                spec:
                  gatewayClassName: c
                """ + rest.indent(2);
    }

    static final String HTTP = "listeners: [{name: http, port: 80, protocol: HTTP}]\n";

    static String parameters(String name, String spec) {
        return "apiVersion: gatewright.io/v1alpha1\nkind: GatewayParameters\nmetadata: {name: " + name
                + ", namespace: a}\nspec:\n" + spec.indent(2);
    }

    static GatewayParameters parameters(String spec) {
        return Declared.object(GatewayParameters.class, parameters("p", spec));
    }

    static GatewayParametersSpec spec(String spec) {
        return parameters(spec).spec();
    }

    /** The plan of Gateway a/gw. */
    static InfraPlan plan(String... yaml) {
        World world = World.of(Declared.objects(yaml));
        Topology topology = Topology.of(world, Settings.defaults());
        ObjectRef gateway = Gateway.KIND.ref("a", "gw");
        return Optional.ofNullable(InfraPlan.of(topology, Planner.plan(topology, EndpointSets.of(world)), SETTINGS)
                        .get(gateway))
                .orElseThrow(() -> new AssertionError("nothing should run for " + gateway));
    }

    /** The plan of Gateway a/gw with one listener and these parameters. */
    static InfraPlan with(String parameters) {
        return plan(
                CLASS,
                gateway(
                        HTTP
                                + "infrastructure: {parametersRef: {group: gatewright.io, kind: GatewayParameters, name: p}}\n"),
                parameters("p", parameters));
    }

    static Optional<JsonNode> find(InfraPlan plan, Piece.Type type) {
        List<JsonNode> found = plan.pieces().stream()
                .filter(piece -> piece.id().type() == type)
                .map(piece -> JSON.<JsonNode>valueToTree(piece.fields()))
                .toList();
        if (found.size() > 1) {
            throw new AssertionError(found.toString());
        }
        return found.stream().findFirst();
    }

    static JsonNode tree(InfraPlan plan, Piece.Type type) {
        return find(plan, type).orElseThrow(() -> new AssertionError("no " + type));
    }

    static JsonNode read(String json) {
        try {
            return JSON.readTree(json);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }
}
