package io.gatewright.k8s.infra;

import static io.gatewright.k8s.infra.Trees.CLASS;
import static io.gatewright.k8s.infra.Trees.HTTP;
import static io.gatewright.k8s.infra.Trees.gateway;
import static io.gatewright.k8s.infra.Trees.parameters;
import static io.gatewright.k8s.infra.Trees.plan;
import static io.gatewright.k8s.infra.Trees.read;
import static io.gatewright.k8s.infra.Trees.tree;
import static io.gatewright.k8s.infra.Trees.with;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.gatewright.k8s.infra.Piece.Type;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Names, labels, owners and the Service: everything around the proxies. Their pod is {@link ProxyPodTest}'s. */
class InfraPlanTest {
    private static final String EVERYTHING = "autoscaling: {maxReplicas: 3}\ndisruptionBudget: {minAvailable: 1}\n";

    private static String ports(InfraPlan plan) {
        return StreamSupport.stream(tree(plan, Type.SERVICE).at("/spec/ports").spliterator(), false)
                .map(port ->
                        port.path("name").asText() + " " + port.path("port").asInt() + "->"
                                + port.path("targetPort").asInt() + "/"
                                + port.path("protocol").asText())
                .collect(Collectors.joining(", "));
    }

    @Test
    void a_gateway_gets_a_deployment_a_service_an_account_and_what_its_proxies_trust() {
        InfraPlan plan = plan(CLASS, gateway(HTTP));
        assertEquals(
                "[ConfigMap `a/gw-c-feed-ca`, ServiceAccount `a/gw-c`, Service `a/gw-c`, Deployment `a/gw-c`]",
                plan.pieces().stream().map(Piece::id).toList().toString());
        assertEquals(List.of("gw-c", "gw-c", "gw-c"), List.of(plan.name(), plan.service(), plan.serviceAccount()));
        assertEquals(InfraPlan.Need.RUN, plan.need());
        assertEquals(
                "-----BEGIN C-----\n",
                tree(plan, Type.CONFIG_MAP).at("/data/ca.crt").asText());
        assertFalse(tree(plan, Type.SERVICE_ACCOUNT)
                .path("automountServiceAccountToken")
                .asBoolean(true));
    }

    @Test
    void every_piece_carries_the_labels_of_the_gateway_and_so_do_the_pods() {
        InfraPlan plan = with(EVERYTHING);
        assertEquals(6, plan.pieces().size());
        JsonNode expected = read("""
                {"app.kubernetes.io/managed-by": "gatewright", "app.kubernetes.io/name": "gatewright-proxy",
                 "gatewright.io/controller": "gatewright.io_controller",
                 "gateway.networking.k8s.io/gateway-name": "gw",
                 "gateway.networking.k8s.io/gateway-class-name": "c"}""");
        for (Piece piece : plan.pieces()) {
            JsonNode tree = tree(plan, piece.id().type());
            assertEquals(expected, tree.at("/metadata/labels"), piece.id().toString());
            assertEquals("a", tree.at("/metadata/namespace").asText());
            assertEquals(piece.id().name(), tree.at("/metadata/name").asText());
            assertEquals(piece.id().type().kind(), tree.path("kind").asText());
        }
        assertEquals(expected, tree(plan, Type.DEPLOYMENT).at("/spec/template/metadata/labels"));
    }

    @Test
    void every_piece_belongs_to_its_gateway() {
        InfraPlan plan = with(EVERYTHING);
        for (Piece piece : plan.pieces()) {
            assertEquals(read("""
                            [{"apiVersion": "gateway.networking.k8s.io/v1", "kind": "Gateway", "name": "gw",
                              "uid": "1234-5678", "controller": true, "blockOwnerDeletion": false}]"""), tree(plan, piece.id().type()).at("/metadata/ownerReferences"));
        }
    }

    @Test
    void labels_and_annotations_of_the_gateway_go_to_everything_and_never_replace_ours() {
        InfraPlan plan = plan(CLASS, gateway(HTTP + """
                infrastructure:
                  labels: {team: shop, app.kubernetes.io/managed-by: me, gateway.networking.k8s.io/gateway-name: other}
                  annotations: {example.com/note: hello}
                """));
        for (Piece piece : plan.pieces()) {
            JsonNode metadata = tree(plan, piece.id().type()).path("metadata");
            assertEquals("shop", metadata.at("/labels/team").asText());
            assertEquals(
                    "gatewright",
                    metadata.path("labels").path("app.kubernetes.io/managed-by").asText());
            assertEquals("gw", metadata.path("labels").path(Labels.GATEWAY).asText());
            assertEquals(
                    "hello",
                    metadata.path("annotations").path("example.com/note").asText());
        }
        JsonNode pod = tree(plan, Type.DEPLOYMENT).at("/spec/template/metadata");
        assertEquals("shop", pod.at("/labels/team").asText());
        assertEquals("gw", pod.path("labels").path(Labels.GATEWAY).asText());
        assertEquals("hello", pod.path("annotations").path("example.com/note").asText());
    }

    @Test
    void selectors_find_exactly_the_pods_of_the_gateway_and_never_change() {
        InfraPlan plan = with(EVERYTHING);
        JsonNode selector = read("{\"gateway.networking.k8s.io/gateway-name\": \"gw\"}");
        assertEquals(selector, tree(plan, Type.SERVICE).at("/spec/selector"));
        assertEquals(selector, tree(plan, Type.DEPLOYMENT).at("/spec/selector/matchLabels"));
        assertEquals(selector, tree(plan, Type.DISRUPTION_BUDGET).at("/spec/selector/matchLabels"));
    }

    @Test
    void ports_follow_what_is_served_and_are_not_in_the_pods() {
        String many = """
                listeners:
                - {name: a, port: 80, protocol: HTTP, hostname: a.example.com}
                - {name: b, port: 80, protocol: HTTP, hostname: b.example.com}
                - {name: c, port: 53, protocol: UDP}
                - {name: d, port: 53, protocol: TCP}
                - {name: e, port: 443, protocol: HTTPS, tls: {certificateRefs: [{name: missing}]}}
                """;
        InfraPlan plan = plan(CLASS, gateway(many));
        String ports = ports(plan);
        assertTrue(ports.startsWith("tcp-53 53->53/TCP, udp-53 53->53/UDP, tcp-80 80->80/TCP"), ports);
        assertEquals(
                tree(plan(CLASS, gateway(HTTP)), Type.DEPLOYMENT),
                tree(plan, Type.DEPLOYMENT),
                "a listener more must not restart a proxy");
    }

    @Test
    void a_gateway_that_serves_nothing_keeps_its_ports_and_starts_nothing() {
        InfraPlan plan = plan(CLASS, gateway("listeners: [{name: x, port: 443, protocol: example.com/other}]\n"));
        assertEquals(InfraPlan.Need.KEEP, plan.need());
        assertEquals("tcp-443 443->443/TCP", ports(plan));
    }

    @Test
    void of_two_gateways_with_one_name_for_their_objects_only_one_has_an_account_to_be_fed_by() {
        String twin = gateway(HTTP
                        + "infrastructure: {parametersRef: {group: gatewright.io, kind: GatewayParameters, name: p}}\n")
                .replace("name: gw,", "name: aa,");
        InfraPlan plan = plan(CLASS, gateway(HTTP), twin, parameters("p", "nameTemplate: gw-c\n"));
        assertEquals("gw-c", plan.name());
        assertEquals("", plan.serviceAccount());
        assertEquals("", plan.service());
        assertEquals("gw-c", plan(CLASS, gateway(HTTP)).serviceAccount());
    }

    @Test
    void what_runs_for_a_gateway_whose_parameters_are_missing_is_left_as_it_is() {
        InfraPlan plan = plan(
                CLASS,
                gateway(
                        HTTP
                                + "infrastructure: {parametersRef: {group: gatewright.io, kind: GatewayParameters, name: none}}\n"));
        assertEquals(InfraPlan.Need.LEAVE, plan.need());
    }

    @Test
    void a_service_is_shaped_by_parameters_and_annotations_of_the_gateway_win() {
        InfraPlan plan = plan(CLASS, gateway(HTTP + """
                        infrastructure:
                          annotations: {a: gateway}
                          parametersRef: {group: gatewright.io, kind: GatewayParameters, name: p}
                        """), parameters("p", """
                        service:
                          type: LoadBalancer
                          externalTrafficPolicy: Local
                          loadBalancerClass: example.com/lb
                          annotations: {a: parameters, b: parameters}
                        """));
        JsonNode service = tree(plan, Type.SERVICE);
        assertEquals("LoadBalancer", service.at("/spec/type").asText());
        assertEquals("Local", service.at("/spec/externalTrafficPolicy").asText());
        assertEquals("example.com/lb", service.at("/spec/loadBalancerClass").asText());
        assertEquals(read("{\"a\": \"gateway\", \"b\": \"parameters\"}"), service.at("/metadata/annotations"));
        assertEquals(read("{\"a\": \"gateway\"}"), tree(plan, Type.DEPLOYMENT).at("/metadata/annotations"));
        assertEquals(
                "LoadBalancer",
                tree(plan(CLASS, gateway(HTTP)), Type.SERVICE).at("/spec/type").asText());
    }

    @Test
    void static_addresses_are_asked_of_the_balancer_and_of_nobody_else() {
        String addresses =
                HTTP + "addresses: [{value: 192.0.2.1}, {type: Hostname, value: a.example.com}, {type: IPAddress}]\n";
        JsonNode balanced = tree(plan(CLASS, gateway(addresses)), Type.SERVICE).path("spec");
        assertEquals("192.0.2.1", balanced.path("loadBalancerIP").asText());
        assertFalse(balanced.has("externalIPs"));
        JsonNode internal = tree(
                        plan(
                                CLASS,
                                gateway(
                                        addresses
                                                + "infrastructure: {parametersRef: {group: gatewright.io, kind: GatewayParameters, name: p}}\n"),
                                parameters("p", "service: {type: ClusterIP}\n")),
                        Type.SERVICE)
                .path("spec");
        assertFalse(internal.has("loadBalancerIP") || internal.has("externalIPs"));
        JsonNode none = tree(plan(CLASS, gateway(HTTP)), Type.SERVICE).path("spec");
        assertFalse(none.has("loadBalancerIP") || none.has("externalIPs"));
    }

    @ParameterizedTest
    @CsvSource({"'{gateway}', gw", "'{class}-of-{gateway}', c-of-gw", "fixed, fixed", "'{gateway}.{class}', gw-c-"})
    void names_follow_the_template(String template, String expected) {
        InfraPlan plan = with("nameTemplate: \"" + template + "\"\n");
        assertTrue(plan.name().startsWith(expected), plan.name());
        assertEquals(Optional.of(plan.name()), name(plan, Type.DEPLOYMENT));
        assertEquals(Optional.of(plan.name()), name(plan, Type.SERVICE));
        assertEquals(Optional.of(plan.name() + "-feed-ca"), name(plan, Type.CONFIG_MAP));
        assertEquals(
                plan.name(),
                tree(plan, Type.DEPLOYMENT)
                        .at("/spec/template/spec/serviceAccountName")
                        .asText());
    }

    private static Optional<String> name(InfraPlan plan, Type type) {
        return Trees.find(plan, type).map(tree -> tree.at("/metadata/name").asText());
    }

    @Test
    void a_budget_takes_a_number_or_a_percentage() {
        assertEquals(
                read("1"),
                tree(with("disruptionBudget: {minAvailable: 1}\n"), Type.DISRUPTION_BUDGET)
                        .at("/spec/minAvailable"));
        assertEquals(
                read("\"25%\""),
                tree(with("disruptionBudget: {maxUnavailable: 25%}\n"), Type.DISRUPTION_BUDGET)
                        .at("/spec/maxUnavailable"));
    }

    @Test
    void an_autoscaler_scales_the_deployment() {
        JsonNode spec = tree(
                        with("autoscaling: {minReplicas: 2, maxReplicas: 9, targetCPUUtilization: 55}\n"),
                        Type.AUTOSCALER)
                .path("spec");
        assertEquals(
                read("{\"apiVersion\": \"apps/v1\", \"kind\": \"Deployment\", \"name\": \"gw-c\"}"),
                spec.path("scaleTargetRef"));
        assertEquals(
                List.of(2, 9),
                List.of(
                        spec.path("minReplicas").asInt(),
                        spec.path("maxReplicas").asInt()));
        assertEquals(read("""
                        [{"type": "Resource",
                          "resource": {"name": "cpu", "target": {"type": "Utilization", "averageUtilization": 55}}}]"""), spec.path("metrics"));
    }

    @Test
    void proxies_that_others_run_are_only_told_whom_to_trust() {
        InfraPlan plan = with("unmanaged: {service: mine, serviceAccount: me}\n");
        assertEquals(
                List.of(Type.CONFIG_MAP),
                plan.pieces().stream().map(piece -> piece.id().type()).toList());
        assertEquals("mine", plan.service());
        assertEquals("me", plan.serviceAccount());
        assertEquals(InfraPlan.Need.RUN, plan.need());
    }

    @Test
    void parameters_of_the_class_are_under_those_of_the_gateway() {
        String ofClass = CLASS.replace(
                "spec: {",
                "spec: {parametersRef: {group: gatewright.io, kind: GatewayParameters, name: general, namespace: a}, ");
        String own = gateway(
                HTTP + "infrastructure: {parametersRef: {group: gatewright.io, kind: GatewayParameters, name: p}}\n");
        String general = parameters("general", "replicas: 2\nimage: general:1\n");
        JsonNode both = tree(plan(ofClass, own, general, parameters("p", "replicas: 5\n")), Type.DEPLOYMENT);
        assertEquals(5, both.at("/spec/replicas").asInt());
        assertEquals(
                "general:1", both.at("/spec/template/spec/containers/0/image").asText());
        JsonNode only = tree(plan(ofClass, gateway(HTTP), general), Type.DEPLOYMENT);
        assertEquals(2, only.at("/spec/replicas").asInt());
    }

    @Test
    void gateways_of_foreign_classes_get_nothing() {
        String foreign = CLASS.replace("gatewright.io/controller", "example.com/other");
        AssertionError none = assertThrows(AssertionError.class, () -> plan(foreign, gateway(HTTP)));
        assertTrue(none.getMessage().startsWith("nothing should run"), none.getMessage());
    }
}
