package io.gatewright.k8s.watch;

import io.fabric8.kubernetes.api.model.APIResourceList;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.gatewright.model.core.Kind;
import io.gatewright.model.gateway.GatewayClass;
import io.gatewright.model.read.Kinds;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the API server serves at one moment.
 *
 * @param versions the version in which each kind is watched: the first one the model prefers and the server has
 * @param missing kinds that are not served, so nothing of them can be declared
 * @param bundleVersion of the installed Gateway API CRDs, from the annotation of GatewayClass; absent if unknown
 */
public record ServedKinds(Map<Kind<?>, String> versions, List<Kind<?>> missing, Optional<String> bundleVersion) {
    private static final String BUNDLE_VERSION = "gateway.networking.k8s.io/bundle-version";

    public ServedKinds {
        versions = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(versions));
        missing = List.copyOf(missing);
    }

    /**
     * Asks the API server. Blocks.
     *
     * @throws KubernetesClientException if it cannot be asked
     */
    static ServedKinds probe(KubernetesClient client) {
        Map<Kind<?>, String> versions = new LinkedHashMap<>();
        Map<String, Optional<APIResourceList>> asked = new LinkedHashMap<>();
        List<Kind<?>> missing = new java.util.ArrayList<>();
        for (Kind<?> kind : Kinds.all()) {
            Optional<String> found = kind.versions().stream()
                    .filter(version -> {
                        String group = kind.group().isEmpty() ? version : kind.group() + "/" + version;
                        return asked.computeIfAbsent(group, name -> resources(client, name)).stream()
                                .flatMap(list -> list.getResources().stream())
                                .anyMatch(resource -> resource.getName().equals(kind.plural()));
                    })
                    .findFirst();
            found.ifPresentOrElse(version -> versions.put(kind, version), () -> missing.add(kind));
        }
        return new ServedKinds(versions, missing, bundleVersion(client));
    }

    private static Optional<APIResourceList> resources(KubernetesClient client, String groupVersion) {
        try {
            return Optional.ofNullable(client.getApiResources(groupVersion));
        } catch (KubernetesClientException e) {
            if (e.getCode() == 404) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static Optional<String> bundleVersion(KubernetesClient client) {
        try {
            CustomResourceDefinition crd = client.apiextensions()
                    .v1()
                    .customResourceDefinitions()
                    .withName(GatewayClass.KIND.plural() + "." + GatewayClass.KIND.group())
                    .get();
            return Optional.ofNullable(crd)
                    .map(found -> found.getMetadata().getAnnotations())
                    .map(annotations -> annotations.get(BUNDLE_VERSION));
        } catch (KubernetesClientException e) {
            if (e.getCode() == 403) {
                return Optional.empty(); // a controller of a few namespaces may not look at CRDs
            }
            throw e;
        }
    }
}
