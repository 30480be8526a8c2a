package io.gatewright.model.parameters;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatewright.model.core.IntOrString;
import io.gatewright.model.read.ModelReader;
import io.gatewright.model.read.Reading;
import io.gatewright.model.read.Strictness;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GatewayParametersTest {
    private static final ModelReader READER = new ModelReader();

    private static Reading read(String rest) {
        String head =
                "apiVersion: gatewright.io/v1alpha1\nkind: GatewayParameters\nmetadata: {name: p, namespace: a}\n";
        return READER.read("p.yaml", head + rest + "\n", Strictness.API_SERVER);
    }

    private static GatewayParameters parameters(String rest) {
        Reading reading = read(rest);
        assertFalse(reading.hasErrors(), reading.allProblems().toString());
        return assertInstanceOf(GatewayParameters.class, reading.values().get(0));
    }

    private static GatewayParametersSpec spec(String spec) {
        return parameters("spec:\n" + spec.indent(2)).spec();
    }

    @Test
    void without_a_spec_everything_is_left_to_the_controller() {
        assertEquals(
                ImmutableGatewayParametersSpec.builder().build(), parameters("").spec());
        assertEquals(
                GatewayParameters.KIND.ref("a", "p"), parameters("spec: {}").ref());
    }

    @Test
    void every_field_is_read() {
        GatewayParametersSpec spec = spec("""
                replicas: 0
                disruptionBudget: {minAvailable: 50%}
                resources: {requests: {cpu: 1, memory: 64Mi}}
                service:
                  type: NodePort
                  externalTrafficPolicy: Local
                  loadBalancerClass: example.com/lb
                  annotations: {a: b}
                nameTemplate: "{gateway}-proxy"
                placement:
                  nodeSelector: {disk: ssd}
                  tolerations: [{operator: Exists}]
                  affinity: {podAntiAffinity: {}}
                  topologySpreadConstraints: [{maxSkew: 1}]
                image: example.com/proxy:1
                imagePullPolicy: Always
                imagePullSecrets: [{name: pull}]
                logLevel: debug
                accessLog: false
                """);
        assertEquals(Optional.of(0), spec.replicas());
        ProxyDisruptionBudget budget = spec.disruptionBudget().orElseThrow();
        assertEquals(Optional.of("50%"), budget.minAvailable().flatMap(IntOrString::name));
        assertEquals(Optional.empty(), budget.maxUnavailable());
        assertEquals(
                "64Mi", spec.resources().orElseThrow().at("/requests/memory").asText());
        assertEquals(1, spec.resources().orElseThrow().at("/requests/cpu").asInt());
        ProxyService service = spec.service().orElseThrow();
        assertEquals("NodePort", service.type());
        assertEquals(Optional.of("Local"), service.externalTrafficPolicy());
        assertEquals(Optional.of("example.com/lb"), service.loadBalancerClass());
        assertEquals(Map.of("a", "b"), service.annotations());
        assertEquals(Optional.of("{gateway}-proxy"), spec.nameTemplate());
        ProxyPlacement placement = spec.placement().orElseThrow();
        assertEquals(Map.of("disk", "ssd"), placement.nodeSelector());
        assertEquals(
                "Exists",
                placement.tolerations().orElseThrow().at("/0/operator").asText());
        assertTrue(placement.affinity().orElseThrow().has("podAntiAffinity"));
        assertEquals(1, placement.topologySpreadConstraints().orElseThrow().size());
        assertEquals(Optional.of("example.com/proxy:1"), spec.image());
        assertEquals(Optional.of("Always"), spec.imagePullPolicy());
        assertEquals(
                List.of("pull"),
                spec.imagePullSecrets().stream().map(NamedObject::name).toList());
        assertEquals(Optional.of("debug"), spec.logLevel());
        assertEquals(Optional.of(false), spec.accessLog());
    }

    @Test
    void an_autoscaler_begins_with_one_proxy_and_aims_at_four_fifths_of_the_cpu() {
        ProxyAutoscaling scaling =
                spec("autoscaling: {maxReplicas: 5}").autoscaling().orElseThrow();
        assertEquals(1, scaling.minReplicas());
        assertEquals(5, scaling.maxReplicas());
        assertEquals(80, scaling.targetCPUUtilization());
    }

    @Test
    void a_service_is_a_load_balancer_unless_it_says_otherwise() {
        assertEquals("LoadBalancer", spec("service: {}").service().orElseThrow().type());
    }

    @Test
    void a_disruption_budget_is_a_number_or_a_percentage() {
        ProxyDisruptionBudget budget =
                spec("disruptionBudget: {maxUnavailable: 1}").disruptionBudget().orElseThrow();
        assertEquals(Optional.of(1), budget.maxUnavailable().flatMap(IntOrString::number));
    }

    @Test
    void unmanaged_proxies_have_a_service_and_an_account() {
        UnmanagedProxies unmanaged =
                spec("unmanaged: {service: s, serviceAccount: sa}").unmanaged().orElseThrow();
        assertEquals("s", unmanaged.service());
        assertEquals("sa", unmanaged.serviceAccount());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[] | type spec",
                "{replicas: -1} | range spec.replicas",
                "{replicas: many} | type spec.replicas",
                "{autoscaling: {}} | required spec.autoscaling.maxReplicas",
                "{autoscaling: {maxReplicas: 0}} | range spec.autoscaling.maxReplicas",
                "{autoscaling: {maxReplicas: 1, minReplicas: 0}} | range spec.autoscaling.minReplicas",
                "{service: {type: ExternalName}} | enum spec.service.type",
                "{service: {externalTrafficPolicy: local}} | enum spec.service.externalTrafficPolicy",
                "{service: {annotations: {a: 1}}} | type spec.service.annotations.a",
                "{nameTemplate: ''} | length spec.nameTemplate",
                "{placement: {nodeSelector: []}} | type spec.placement.nodeSelector",
                "{imagePullPolicy: Sometimes} | enum spec.imagePullPolicy",
                "{imagePullSecrets: [{}]} | required spec.imagePullSecrets[0].name",
                "{imagePullSecrets: [{name: A}]} | pattern spec.imagePullSecrets[0].name",
                "{logLevel: trace} | enum spec.logLevel",
                "{accessLog: 'yes'} | type spec.accessLog",
                "{unmanaged: {service: s}} | required spec.unmanaged.serviceAccount",
                "{image: ''} | length spec.image"
            })
    void what_is_wrong_names_the_field(String spec, String expected) {
        String told = read("spec: " + spec).allProblems().stream()
                .map(problem -> problem.rule() + " " + problem.field())
                .collect(Collectors.joining("; "));
        assertEquals(expected, told);
    }

    @Test
    void a_field_that_nobody_knows_is_told() {
        assertEquals(
                List.of("spec.replica"),
                read("spec: {replica: 1}").allProblems().stream()
                        .map(problem -> problem.field())
                        .toList());
    }
}
