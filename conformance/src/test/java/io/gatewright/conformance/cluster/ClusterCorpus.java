package io.gatewright.conformance.cluster;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.gatewright.conformance.kit.GatewayConformance;
import io.gatewright.conformance.kit.GatewayUnderTest;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;

/**
 * Gatewright in the cluster of the current kubeconfig, judged as any vendor's gateway would be. Its name keeps it out of
 * ordinary test runs: it needs a cluster, and the address {@code cluster.backends} at which pods reach this process.
 */
final class ClusterCorpus extends GatewayConformance {
    private static final KubernetesClient CLIENT = new KubernetesClientBuilder().build();

    @Override
    protected GatewayUnderTest start() {
        return new ClusterGateway(CLIENT, System.getProperty("cluster.backends", "10.244.0.1"));
    }

    @Override
    protected Optional<Path> knownFailures() {
        return Optional.of(Path.of("cluster", "known-failures.txt"));
    }

    @AfterAll
    static void clean() {
        ClusterGateway.clean(CLIENT);
        CLIENT.close();
    }
}
