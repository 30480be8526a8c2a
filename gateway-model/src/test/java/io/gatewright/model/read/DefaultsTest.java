package io.gatewright.model.read;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.Method;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Every default of the Gateway API in one table, so that changing one is a decision and never an accident. */
class DefaultsTest {
    private static final ModelJson JSON = new ModelJson();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    @Test
    void an_absent_field_has_the_default_of_the_crds() {
        TreeSet<String> defaults = new TreeSet<>();
        TreeSet<String> visited = new TreeSet<>();
        Kinds.all().stream()
                .filter(kind -> kind.group().startsWith("gateway.networking."))
                .forEach(kind -> collect(kind.type(), defaults, visited));
        assertEquals("""
                AllowedListeners.namespaces = {"from":"None"}
                AllowedRoutes.namespaces = {"from":"Same"}
                BackendObjectReference.group = ""
                BackendObjectReference.kind = "Service"
                BackendRef.group = ""
                BackendRef.kind = "Service"
                BackendRef.weight = 1
                CookieConfig.lifetimeType = "Session"
                CookieConfig.path = "/"
                Fraction.denominator = 100
                FrontendTlsValidation.mode = "AllowValidOnly"
                Gateway.status = {"conditions":[Accepted?,Programmed?]}
                GatewayClass.status = {"conditions":[Accepted?]}
                GatewayClassStatus.conditions = [Accepted?]
                GatewaySpecAddress.type = "IPAddress"
                GatewayStatus.conditions = [Accepted?,Programmed?]
                GatewayStatusAddress.type = "IPAddress"
                GrpcBackendRef.group = ""
                GrpcBackendRef.kind = "Service"
                GrpcBackendRef.weight = 1
                GrpcHeaderMatch.type = "Exact"
                GrpcMethodMatch.type = "Exact"
                HttpBackendRef.group = ""
                HttpBackendRef.kind = "Service"
                HttpBackendRef.weight = 1
                HttpCorsFilter.maxAge = 5
                HttpHeaderMatch.type = "Exact"
                HttpPathMatch.type = "PathPrefix"
                HttpPathMatch.value = "/"
                HttpQueryParamMatch.type = "Exact"
                HttpRequestRedirectFilter.statusCode = 302
                HttpRouteMatch.path = {"type":"PathPrefix","value":"/"}
                HttpRouteRetry.attempts = 1
                HttpRouteRule.matches = [{"path":{"type":"PathPrefix","value":"/"}}]
                HttpRouteSpec.rules = [{"matches":[{"path":{"type":"PathPrefix","value":"/"}}]}]
                Listener.allowedRoutes = {"namespaces":{"from":"Same"}}
                ListenerNamespaces.from = "None"
                ListenerSet.status = {"conditions":[Accepted?,Programmed?]}
                ListenerSetStatus.conditions = [Accepted?,Programmed?]
                ListenerTlsConfig.mode = "Terminate"
                ParentBasedSampling.mode = "ImplementationDefault"
                ParentGatewayReference.group = "gateway.networking.k8s.io"
                ParentGatewayReference.kind = "Gateway"
                ParentReference.group = "gateway.networking.k8s.io"
                ParentReference.kind = "Gateway"
                RetryBudget.interval = "10s"
                RetryBudget.percent = 20
                RetryConstraint.budget = {"interval":"10s","percent":20}
                RetryConstraint.minRetryRate = {"count":10,"interval":"1s"}
                RouteGroupKind.group = "gateway.networking.k8s.io"
                RouteNamespaces.from = "Same"
                SecretObjectReference.group = ""
                SecretObjectReference.kind = "Secret"
                SessionPersistence.type = "Cookie"
                Tracing.mode = "ImplementationDefault"
                XBackendSpec.tls = {"mode":"None"}
                XMesh.status = {"conditions":[Accepted?]}
                XMeshStatus.conditions = [Accepted?,Programmed?]
                """, defaults.stream().map(DefaultsTest::shorter).collect(Collectors.joining("\n", "", "\n")));
    }

    /** The condition of a new object, shown as its type with a question mark. */
    private static String shorter(String line) {
        return line.replaceAll(
                "\\{\"lastTransitionTime\":\"1970-01-01T00:00:00Z\",\"message\":\"Waiting for controller\","
                        + "\"reason\":\"Pending\",\"status\":\"Unknown\",\"type\":\"(\\w+)\"}",
                "$1?");
    }

    private static void collect(Class<?> type, Set<String> defaults, Set<String> visited) {
        if (!visited.add(type.getName()) || type.getPackageName().endsWith(".core")) {
            return;
        }
        JsonNode written = JSON.partToTree(JSON.partToValue(smallest(type), type));
        for (Method accessor : AnyTree.fields(type)) {
            String name = AnyTree.jsonName(accessor);
            if (!AnyTree.required(type, accessor) && written.has(name)) {
                defaults.add(type.getSimpleName() + "." + name + " = " + written.get(name));
            }
            Class<?> element = AnyTree.element(accessor.getGenericReturnType());
            if (AnyTree.generated(element).isPresent()) {
                collect(element, defaults, visited);
            }
        }
    }

    /** A tree with only those fields that must be there. */
    private static ObjectNode smallest(Class<?> type) {
        ObjectNode tree = NODES.objectNode();
        for (Method accessor : AnyTree.fields(type)) {
            if (AnyTree.required(type, accessor)) {
                Class<?> field = accessor.getReturnType();
                tree.set(
                        AnyTree.jsonName(accessor),
                        AnyTree.generated(field).isPresent()
                                ? smallest(field)
                                : field == int.class ? NODES.numberNode(1) : NODES.textNode("1s"));
            }
        }
        return tree;
    }
}
