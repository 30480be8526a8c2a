package io.gatewright.k8s.api;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceList;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.gatewright.model.core.Kind;
import io.gatewright.model.name.ObjectRef;
import io.gatewright.model.read.ModelReader;
import io.gatewright.model.read.ReadObject;
import io.gatewright.model.read.Reading;
import io.gatewright.model.read.UnreadableTree;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads what the API server delivers by the same rules as files, and addresses kinds. Thread-safe. */
public final class KubeObjects {
    private static final ModelReader READER = new ModelReader();

    private KubeObjects() {}

    /** A kind in one of its versions, as the client wants to be told. */
    public static ResourceDefinitionContext context(Kind<?> kind, String version) {
        return new ResourceDefinitionContext.Builder()
                .withGroup(kind.group().isEmpty() ? null : kind.group())
                .withVersion(version)
                .withKind(kind.name())
                .withPlural(kind.plural())
                .withNamespaced(kind.namespaced())
                .build();
    }

    /**
     * The one object of this identity, on the server.
     *
     * @param version in which the server has the kind
     */
    public static Resource<GenericKubernetesResource> at(
            KubernetesClient client, Kind<?> kind, String version, ObjectRef ref) {
        MixedOperation<GenericKubernetesResource, GenericKubernetesResourceList, Resource<GenericKubernetesResource>>
                all = client.genericKubernetesResources(context(kind, version));
        return kind.namespaced() ? all.inNamespace(ref.namespace()).withName(ref.name()) : all.withName(ref.name());
    }

    /** Who an object is. */
    public static ObjectRef ref(Kind<?> kind, GenericKubernetesResource object) {
        String namespace = object.getMetadata().getNamespace();
        return kind.ref(namespace == null ? "" : namespace, object.getMetadata().getName());
    }

    /**
     * An object as the model reads it: with its value, or with what is wrong.
     *
     * @param version the one in which it was asked for
     */
    public static ReadObject read(Kind<?> kind, String version, GenericKubernetesResource object) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("apiVersion", kind.group().isEmpty() ? version : kind.group() + "/" + version);
        tree.put("kind", kind.name());
        tree.put("metadata", metadata(object.getMetadata()));
        tree.putAll(object.getAdditionalProperties());
        Reading reading = READER.readWatched(tree);
        if (reading.objects().isEmpty()) {
            throw new IllegalStateException("the API server delivered no object: " + reading.problems());
        }
        return reading.objects().get(0);
    }

    /**
     * A part of an object as {@link #read} would have it.
     *
     * @param part maps, lists, strings, numbers, booleans and null, with names as keys
     * @throws UnreadableTree when the part cannot be held
     */
    public static <T> T part(Map<?, ?> part, Class<T> type) {
        Map<String, Object> tree = new LinkedHashMap<>();
        part.forEach((name, value) -> tree.put(String.valueOf(name), value));
        return READER.readWatchedPart(tree, type);
    }

    private static Map<String, Object> metadata(ObjectMeta meta) {
        Map<String, Object> tree = new LinkedHashMap<>();
        put(tree, "name", meta.getName());
        put(tree, "namespace", meta.getNamespace());
        put(tree, "generateName", meta.getGenerateName());
        put(tree, "uid", meta.getUid());
        put(tree, "resourceVersion", meta.getResourceVersion());
        put(tree, "generation", meta.getGeneration());
        put(tree, "creationTimestamp", meta.getCreationTimestamp());
        put(tree, "deletionTimestamp", meta.getDeletionTimestamp());
        put(tree, "labels", meta.getLabels());
        put(tree, "annotations", meta.getAnnotations());
        put(tree, "finalizers", meta.getFinalizers());
        List<Object> owners = new ArrayList<>();
        for (OwnerReference owner :
                Optional.ofNullable(meta.getOwnerReferences()).orElse(List.of())) {
            Map<String, Object> one = new LinkedHashMap<>();
            put(one, "apiVersion", owner.getApiVersion());
            put(one, "kind", owner.getKind());
            put(one, "name", owner.getName());
            put(one, "uid", owner.getUid());
            put(one, "controller", owner.getController());
            put(one, "blockOwnerDeletion", owner.getBlockOwnerDeletion());
            owners.add(one);
        }
        put(tree, "ownerReferences", owners);
        return tree;
    }

    private static void put(Map<String, Object> tree, String name, @Nullable Object value) {
        if (value != null) {
            tree.put(name, value);
        }
    }
}
