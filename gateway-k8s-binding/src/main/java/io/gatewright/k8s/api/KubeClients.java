package io.gatewright.k8s.api;

import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import tools.jackson.databind.ObjectMapper;

/** Clients of API servers. */
public final class KubeClients {
    private KubeClients() {}

    /**
     * A client that reads an object into a class only where that is asked for. A usual one looks for the classes of all kinds
     * there are, some thousand, and reads each object of a watch into its class even if it is then turned into a generic one.
     */
    public static KubernetesClient open(Config config) {
        KubernetesSerialization serialization = new KubernetesSerialization(new ObjectMapper(), false);
        // the one that nobody asks for: as such a watch is told that its version is too old, and lists anew
        serialization.registerKubernetesResource(Status.class);
        return new KubernetesClientBuilder()
                .withConfig(config)
                .withKubernetesSerialization(serialization)
                .build();
    }
}
