package io.gatewright.k8s.infra;

import com.fasterxml.jackson.databind.JsonNode;
import io.gatewright.model.core.IntOrString;
import io.gatewright.model.gateway.Gateway;
import io.gatewright.model.gateway.GatewayInfrastructure;
import io.gatewright.model.gateway.GatewaySpecAddress;
import io.gatewright.model.parameters.GatewayParametersSpec;
import io.gatewright.model.parameters.ImmutableProxyService;
import io.gatewright.model.parameters.ProxyService;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;

/** The objects of one Gateway, as trees of just the fields that are ours to decide. */
final class Pieces {
    private static final String LOAD_BALANCER = "LoadBalancer";

    private final Gateway gateway;
    private final String name;
    private final GatewayParametersSpec parameters;
    private final InfraSettings settings;
    private final Map<String, Object> labels;
    private final Map<String, String> annotations;

    Pieces(Gateway gateway, String name, GatewayParametersSpec parameters, InfraSettings settings) {
        this.gateway = gateway;
        this.name = name;
        this.parameters = parameters;
        this.settings = settings;
        TreeMap<String, Object> all = new TreeMap<>(gateway.spec()
                .infrastructure()
                .map(GatewayInfrastructure::labels)
                .orElse(Map.of()));
        // ours win: selectors and clean-up depend on them
        all.put(Labels.MANAGED_BY, Labels.MANAGER);
        all.put("app.kubernetes.io/name", "gatewright-proxy");
        all.put(Labels.CONTROLLER, Labels.value(settings.controllerName()));
        all.put(Labels.GATEWAY, Labels.value(gateway.ref().name()));
        all.put(Labels.GATEWAY_CLASS, Labels.value(gateway.spec().gatewayClassName()));
        this.labels = all;
        this.annotations = gateway.spec()
                .infrastructure()
                .map(GatewayInfrastructure::annotations)
                .orElse(Map.of());
    }

    List<Piece> all(SortedSet<InfraPlan.Port> ports) {
        List<Piece> pieces = new ArrayList<>();
        pieces.add(trust());
        pieces.add(serviceAccount());
        if (!ports.isEmpty()) {
            pieces.add(service(ports));
        }
        pieces.add(deployment());
        parameters
                .autoscaling()
                .ifPresent(scaling -> pieces.add(piece(
                        Piece.Type.AUTOSCALER,
                        name,
                        Map.of(
                                "spec",
                                tree(
                                        "scaleTargetRef",
                                        tree("apiVersion", "apps/v1", "kind", "Deployment", "name", name),
                                        "minReplicas",
                                        scaling.minReplicas(),
                                        "maxReplicas",
                                        scaling.maxReplicas(),
                                        "metrics",
                                        List.of(tree(
                                                "type",
                                                "Resource",
                                                "resource",
                                                tree(
                                                        "name",
                                                        "cpu",
                                                        "target",
                                                        tree(
                                                                "type",
                                                                "Utilization",
                                                                "averageUtilization",
                                                                scaling.targetCPUUtilization())))))))));
        parameters.disruptionBudget().ifPresent(budget -> {
            Map<String, Object> spec = tree("selector", tree("matchLabels", selector()));
            budget.minAvailable().ifPresent(value -> spec.put("minAvailable", value(value)));
            budget.maxUnavailable().ifPresent(value -> spec.put("maxUnavailable", value(value)));
            pieces.add(piece(Piece.Type.DISRUPTION_BUDGET, name, Map.of("spec", spec)));
        });
        return pieces;
    }

    private static Object value(IntOrString value) {
        return value.number()
                .<Object>map(number -> number)
                .orElseGet(() -> value.name().orElse(""));
    }

    /** By which proxies know the controller. */
    Piece trust() {
        return piece(Piece.Type.CONFIG_MAP, trustName(), Map.of("data", tree("ca.crt", settings.caBundle())));
    }

    private String trustName() {
        return name + "-feed-ca";
    }

    private Piece serviceAccount() {
        return piece(Piece.Type.SERVICE_ACCOUNT, name, Map.of("automountServiceAccountToken", false));
    }

    private Piece service(SortedSet<InfraPlan.Port> ports) {
        ProxyService wanted = parameters
                .service()
                .orElseGet(() -> ImmutableProxyService.builder().build());
        Map<String, Object> spec = tree("type", wanted.type(), "selector", selector());
        spec.put(
                "ports",
                ports.stream()
                        .map(port -> tree(
                                "name",
                                (port.udp() ? "udp-" : "tcp-") + port.number(),
                                "port",
                                port.number(),
                                "protocol",
                                port.udp() ? "UDP" : "TCP",
                                "targetPort",
                                port.number()))
                        .toList());
        wanted.externalTrafficPolicy().ifPresent(policy -> spec.put("externalTrafficPolicy", policy));
        wanted.loadBalancerClass().ifPresent(loadBalancer -> spec.put("loadBalancerClass", loadBalancer));
        addresses(wanted.type(), spec);
        TreeMap<String, String> all = new TreeMap<>(wanted.annotations());
        all.putAll(annotations);
        return piece(Piece.Type.SERVICE, name, Map.of("spec", spec), all);
    }

    /** A load balancer can be asked for one address; the others of a Gateway then turn out as not usable. */
    private void addresses(String type, Map<String, Object> spec) {
        List<String> wanted = gateway.spec().addresses().stream()
                .filter(address -> address.type().equals(GatewaySpecAddress.IP_ADDRESS))
                .flatMap(address -> address.value().stream())
                .filter(value -> !value.isEmpty())
                .toList();
        if (wanted.isEmpty()) {
            return;
        }
        // not as externalIPs: with those, who may make Gateways could draw the traffic of any address to itself
        if (type.equals(LOAD_BALANCER)) {
            spec.put("loadBalancerIP", wanted.get(0));
        }
    }

    private Piece deployment() {
        Map<String, Object> spec = tree(
                "selector",
                tree("matchLabels", selector()),
                "strategy",
                tree("type", "RollingUpdate", "rollingUpdate", tree("maxSurge", 1, "maxUnavailable", 0)),
                "template",
                tree("metadata", tree("labels", labels, "annotations", new TreeMap<>(annotations)), "spec", pod()));
        if (parameters.autoscaling().isEmpty()) {
            spec.put("replicas", parameters.replicas().orElse(1));
        }
        return piece(Piece.Type.DEPLOYMENT, name, Map.of("spec", spec));
    }

    private Map<String, Object> pod() {
        Map<String, Object> pod = tree(
                "serviceAccountName",
                name,
                "automountServiceAccountToken",
                false,
                "terminationGracePeriodSeconds",
                ProxyPod.GRACE_SECONDS,
                "securityContext",
                ProxyPod.securityContext(),
                "containers",
                List.of(ProxyPod.container(gateway.ref(), parameters, settings)),
                "volumes",
                ProxyPod.volumes(trustName()));
        if (!parameters.imagePullSecrets().isEmpty()) {
            pod.put(
                    "imagePullSecrets",
                    parameters.imagePullSecrets().stream()
                            .map(secret -> tree("name", secret.name()))
                            .toList());
        }
        parameters.placement().ifPresent(placement -> {
            if (!placement.nodeSelector().isEmpty()) {
                pod.put("nodeSelector", placement.nodeSelector());
            }
            copy(pod, "tolerations", placement.tolerations());
            copy(pod, "affinity", placement.affinity());
            placement.topologySpreadConstraints().ifPresent(node -> pod.put("topologySpreadConstraints", spread(node)));
        });
        return pod;
    }

    /** A constraint that does not say what is to be spread means the proxies of this Gateway. */
    private List<Object> spread(JsonNode constraints) {
        List<Object> spread = new ArrayList<>();
        for (JsonNode constraint : constraints) {
            Object plain = JsonTrees.plain(constraint);
            if (plain instanceof Map<?, ?> fields && !fields.containsKey("labelSelector")) {
                Map<String, Object> complete = new LinkedHashMap<>();
                fields.forEach((key, value) -> complete.put(String.valueOf(key), value));
                complete.put("labelSelector", tree("matchLabels", selector()));
                spread.add(complete);
            } else {
                spread.add(plain);
            }
        }
        return spread;
    }

    private static void copy(Map<String, Object> pod, String field, Optional<JsonNode> value) {
        value.ifPresent(node -> pod.put(field, JsonTrees.plain(node)));
    }

    private Map<String, Object> selector() {
        return tree(Labels.GATEWAY, Labels.value(gateway.ref().name()));
    }

    private Piece piece(Piece.Type type, String name, Map<String, Object> rest) {
        return piece(type, name, rest, annotations);
    }

    private Piece piece(Piece.Type type, String name, Map<String, Object> rest, Map<String, String> annotations) {
        Map<String, Object> metadata =
                tree("name", name, "namespace", gateway.ref().namespace(), "labels", labels);
        if (!annotations.isEmpty()) {
            metadata.put("annotations", new TreeMap<>(annotations));
        }
        gateway.metadata()
                .uid()
                .ifPresent(uid -> metadata.put(
                        "ownerReferences",
                        List.of(tree(
                                "apiVersion",
                                Gateway.KIND.apiVersion(),
                                "kind",
                                Gateway.KIND.name(),
                                "name",
                                gateway.ref().name(),
                                "uid",
                                uid,
                                "controller",
                                true,
                                "blockOwnerDeletion",
                                false))));
        Map<String, Object> fields = tree("apiVersion", type.apiVersion(), "kind", type.kind(), "metadata", metadata);
        fields.putAll(rest);
        return new Piece(new Piece.Id(type, gateway.ref().namespace(), name), fields);
    }

    /** A map of alternating names and values, in this order. */
    static Map<String, Object> tree(Object... namesAndValues) {
        Map<String, Object> tree = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            tree.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return tree;
    }
}
