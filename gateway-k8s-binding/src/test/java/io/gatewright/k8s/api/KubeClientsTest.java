package io.gatewright.k8s.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import org.junit.jupiter.api.Test;

class KubeClientsTest {
    private static final String LEASE = """
            {"apiVersion": "coordination.k8s.io/v1", "kind": "Lease", "metadata": {"name": "l"}, "spec": {"holderIdentity": "h"}}
            """;

    @Test
    void an_object_has_the_class_of_its_kind_only_where_that_is_asked_for() {
        try (KubernetesClient client = KubeClients.open(Config.empty())) {
            KubernetesSerialization reader = client.getKubernetesSerialization();
            Object watched = reader.unmarshal(LEASE);
            assertSame(GenericKubernetesResource.class, watched.getClass());
            assertEquals("h", reader.unmarshal(LEASE, Lease.class).getSpec().getHolderIdentity());
        }
    }
}
