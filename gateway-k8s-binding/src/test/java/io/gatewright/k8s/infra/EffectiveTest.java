package io.gatewright.k8s.infra;

import static io.gatewright.k8s.infra.Trees.parameters;
import static io.gatewright.k8s.infra.Trees.spec;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gatewright.model.parameters.GatewayParametersSpec;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EffectiveTest {
    private static GatewayParametersSpec over(String ofClass, String ofGateway) {
        return Effective.of(Optional.of(parameters(ofClass)), Optional.of(parameters(ofGateway)));
    }

    @Test
    void with_one_of_the_two_that_one_counts() {
        assertEquals(spec("{}\n"), Effective.of(Optional.empty(), Optional.empty()));
        assertEquals(spec("replicas: 2\n"), Effective.of(Optional.of(parameters("replicas: 2\n")), Optional.empty()));
        assertEquals(spec("replicas: 2\n"), Effective.of(Optional.empty(), Optional.of(parameters("replicas: 2\n"))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "replicas: %d",
                "autoscaling: {maxReplicas: %d}",
                "disruptionBudget: {minAvailable: %d}",
                "resources: {limits: {cpu: %d}}",
                "service: {annotations: {a: b%d}}",
                "nameTemplate: n%d",
                "placement: {nodeSelector: {a: b%d}}",
                "image: i%d",
                "imagePullSecrets: [{name: s%d}]",
                "unmanaged: {service: s%d, serviceAccount: s}"
            })
    void each_field_of_the_gateway_wins_and_what_it_leaves_out_is_the_classs(String field) {
        String one = field.formatted(1) + "\n";
        String two = field.formatted(2) + "\n";
        assertEquals(spec(two), over(one, two));
        assertEquals(spec(one + "logLevel: warn\n"), over(one, "logLevel: warn\n"));
        assertEquals(spec(two + "logLevel: warn\n"), over("logLevel: warn\n", two));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "imagePullPolicy: Always|imagePullPolicy: Never",
                "logLevel: warn|logLevel: debug",
                "accessLog: true|accessLog: false"
            })
    void so_do_words(String both) {
        String[] values = both.split("\\|", -1);
        assertEquals(spec(values[1] + "\n"), over(values[0] + "\n", values[1] + "\n"));
        assertEquals(spec(values[0] + "\n"), over(values[0] + "\n", "{}\n"));
    }

    @Test
    void how_many_there_are_is_said_in_one_way() {
        assertEquals(spec("replicas: 3\n"), over("autoscaling: {maxReplicas: 9}\n", "replicas: 3\n"));
        assertEquals(spec("autoscaling: {maxReplicas: 9}\n"), over("replicas: 3\n", "autoscaling: {maxReplicas: 9}\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"replicas: 3\n", "service: {type: ClusterIP}\n", "image: own:1\n", "nameTemplate: short\n"})
    void who_shapes_proxies_wants_managed_ones(String shape) {
        assertEquals(spec(shape), over("unmanaged: {service: s, serviceAccount: sa}\n", shape));
    }
}
