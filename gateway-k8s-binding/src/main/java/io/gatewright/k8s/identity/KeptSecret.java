package io.gatewright.k8s.identity;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A Secret in which the replicas of a controller keep something together. */
public final class KeptSecret {
    private static final int CONFLICT = 409;

    private final KubernetesClient client;
    private final String namespace;
    private final String name;

    public KeptSecret(KubernetesClient client, String namespace, String name) {
        this.client = client;
        this.namespace = namespace;
        this.name = name;
    }

    /**
     * What is kept.
     *
     * @param version for {@link #replace}
     * @param texts by key
     */
    public record Content(String version, Map<String, String> texts) {
        @Override
        public String toString() {
            return "Content[version=" + version + ", texts=redacted]";
        }
    }

    /** What is kept now. Blocks. */
    public Optional<Content> read() {
        Secret secret = client.secrets().inNamespace(namespace).withName(name).get();
        if (secret == null) {
            return Optional.empty();
        }
        Map<String, String> texts = new TreeMap<>();
        Optional.ofNullable(secret.getData())
                .orElse(Map.of())
                .forEach((key, value) ->
                        texts.put(key, new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8)));
        return Optional.of(new Content(secret.getMetadata().getResourceVersion(), texts));
    }

    /** Keeps this unless something is kept already; says whether it did. Blocks. */
    public boolean create(Map<String, String> texts) {
        return written(() ->
                client.secrets().inNamespace(namespace).resource(secret(texts)).create());
    }

    /** Keeps this instead of that version; says whether it did: not if another replica was faster. Blocks. */
    public boolean replace(String version, Map<String, String> texts) {
        Secret next = secret(texts);
        next.getMetadata().setResourceVersion(version);
        return written(
                () -> client.secrets().inNamespace(namespace).resource(next).update());
    }

    private Secret secret(Map<String, String> texts) {
        return new SecretBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(name)
                .addToLabels("app.kubernetes.io/managed-by", "gatewright")
                .endMetadata()
                .withType("Opaque")
                .withStringData(texts)
                .build();
    }

    private static boolean written(Runnable write) {
        try {
            write.run();
            return true;
        } catch (KubernetesClientException e) {
            if (e.getCode() == CONFLICT) {
                return false;
            }
            throw e;
        }
    }
}
