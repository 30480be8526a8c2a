package io.gatewright.k8s.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.WatchEvent;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import org.junit.jupiter.api.Test;

class KubeClientsTest {

    @Test
    void a_watch_can_be_told_that_its_version_is_too_old() {
        WatchEvent event = read("{\"type\":\"ERROR\",\"object\":{\"kind\":\"Status\",\"apiVersion\":\"v1\","
                + "\"metadata\":{},\"status\":\"Failure\",\"reason\":\"Expired\",\"code\":410}}");
        assertEquals(410, assertInstanceOf(Status.class, event.getObject()).getCode());
    }

    @Test
    void an_object_of_a_watch_is_read_once_whatever_its_kind() {
        WatchEvent event = read("{\"type\":\"ADDED\",\"object\":{\"kind\":\"Service\",\"apiVersion\":\"v1\","
                + "\"metadata\":{\"name\":\"a\"}}}");
        assertInstanceOf(GenericKubernetesResource.class, event.getObject());
    }

    private static WatchEvent read(String json) {
        try (KubernetesClient client = KubeClients.open(
                new ConfigBuilder().withMasterUrl("http://127.0.0.1:1").build())) {
            return client.getKubernetesSerialization().unmarshal(json, WatchEvent.class);
        }
    }
}
