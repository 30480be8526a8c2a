package io.gatewright.k8s.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class KeyStoreTest {
    private static GenericKubernetesResource object(String namespace, String name) {
        GenericKubernetesResource object = new GenericKubernetesResource();
        object.setApiVersion("v1");
        object.setKind("Secret");
        object.setMetadata(new ObjectMetaBuilder()
                .withNamespace(namespace)
                .withName(name)
                .withUid("u")
                .withResourceVersion("5")
                .withLabels(Map.of("a", "b"))
                .build());
        object.setAdditionalProperty("data", Map.of("tls.key", "s3cr3t"));
        return object;
    }

    @Test
    void of_an_object_only_its_name_and_version_are_remembered() {
        KeyStore store = new KeyStore();
        assertNull(store.put(store.getKey(object("a", "x")), object("a", "x")));
        GenericKubernetesResource kept = store.get("a/x");
        assertEquals("5", kept.getMetadata().getResourceVersion());
        assertEquals("u", kept.getMetadata().getUid());
        assertTrue(kept.getAdditionalProperties().isEmpty(), "no keys of others in our memory");
        assertTrue(kept.getMetadata().getLabels().isEmpty());
        assertFalse(store.isFullState());
    }

    @Test
    void keys_tell_namespaces_apart() {
        KeyStore store = new KeyStore();
        for (GenericKubernetesResource each :
                new GenericKubernetesResource[] {object("a", "x"), object("b", "x"), object(null, "x")}) {
            store.put(store.getKey(each), each);
        }
        assertEquals(Set.of("a/x", "b/x", "x"), new TreeSet<>(store.keySet().toList()));
        assertEquals(3, store.size());
        store.remove("b/x");
        assertEquals(2, store.values().count());
    }
}
