package io.gatewright.k8s.infra;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.FilterWatchListDeletable;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.gatewright.k8s.watch.Scope;
import io.gatewright.model.core.Kind;
import io.gatewright.model.gateway.Gateway;
import io.gatewright.model.name.ObjectRef;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;

/** What is there of what we made: watched by label, remembered as digests of all but the status. */
final class OwnedObjects implements AutoCloseable {
    private final List<SharedIndexInformer<GenericKubernetesResource>> informers = new ArrayList<>();
    private final ConcurrentMap<Piece.Id, There> objects = new ConcurrentHashMap<>();
    private final Set<String> unlisted = ConcurrentHashMap.newKeySet();
    private final Set<String> told = ConcurrentHashMap.newKeySet();
    private final Consumer<ObjectRef> changed;

    private record There(ObjectRef gateway, String digest, long version) {}

    private static final System.Logger LOG = System.getLogger(OwnedObjects.class.getName());

    /** @param changed told of the Gateway whose object was changed, made or deleted by whomever */
    OwnedObjects(KubernetesClient client, Scope scope, String controller, Consumer<ObjectRef> changed) {
        this.changed = changed;
        for (Piece.Type type : Piece.Type.values()) {
            var all = client.genericKubernetesResources(context(type));
            if (scope.restricted()) {
                scope.namespaces().forEach(namespace -> add(type, all.inNamespace(namespace), controller, namespace));
            } else {
                add(type, all.inAnyNamespace(), controller, "");
            }
        }
    }

    private void add(
            Piece.Type type,
            FilterWatchListDeletable<GenericKubernetesResource, ?, ?> objects,
            String controller,
            String namespace) {
        String key = type + "/" + namespace;
        unlisted.add(key);
        informers.add(objects.withLabel(Labels.MANAGED_BY, Labels.MANAGER)
                .withLabel(Labels.CONTROLLER, controller)
                .runnableInformer(0)
                .exceptionHandler((started, failure) -> {
                    if (told.add(key)) {
                        LOG.log(
                                System.Logger.Level.WARNING,
                                "watch of " + type.plural() + " that run for Gateways: " + failure.getMessage()
                                        + ": trying again");
                    }
                    return true;
                })
                .addEventHandler(new Handler(type, key)));
    }

    static ResourceDefinitionContext context(Piece.Type type) {
        return new ResourceDefinitionContext.Builder()
                .withGroup(type.group().isEmpty() ? null : type.group())
                .withVersion(type.version())
                .withKind(type.kind())
                .withPlural(type.plural())
                .withNamespaced(true)
                .build();
    }

    void start() {
        informers.forEach(SharedIndexInformer::start);
    }

    boolean synced() {
        return unlisted.isEmpty();
    }

    /** All Gateways that something was made for. */
    Set<ObjectRef> gateways() {
        Set<ObjectRef> gateways = new HashSet<>();
        objects.values().forEach(there -> gateways.add(there.gateway()));
        return gateways;
    }

    /** What was made for a Gateway. */
    List<Piece.Id> of(ObjectRef gateway) {
        return objects.entrySet().stream()
                .filter(entry -> entry.getValue().gateway().equals(gateway))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** For which Gateway it was made. */
    Optional<ObjectRef> gateway(Piece.Id id) {
        return Optional.ofNullable(objects.get(id)).map(There::gateway);
    }

    Optional<String> digest(Piece.Id id) {
        return Optional.ofNullable(objects.get(id)).map(There::digest);
    }

    /** Takes note of an answer, which may come before the watch tells. */
    void note(Piece.Id id, GenericKubernetesResource object) {
        owner(object)
                .ifPresent(gateway -> objects.merge(
                        id,
                        new There(gateway, digest(object), version(object)),
                        (known, now) -> known.version() > now.version() ? known : now));
    }

    /** Resource versions count upwards (KEP-5504). */
    private static long version(GenericKubernetesResource object) {
        try {
            return Long.parseLong(object.getMetadata().getResourceVersion());
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    /** Of everything but what the API server and other controllers tell about it. */
    static String digest(GenericKubernetesResource object) {
        ObjectMeta meta = object.getMetadata();
        Map<String, Object> rest = new TreeMap<>(object.getAdditionalProperties());
        rest.remove("status");
        return Labels.digest(new TreeMap<>(Optional.ofNullable(meta.getLabels()).orElse(Map.of()))
                + "|" + annotations(meta) + "|" + meta.getOwnerReferences() + "|" + meta.getDeletionTimestamp() + "|"
                + meta.getUid() + "|" + rest);
    }

    private static Map<String, String> annotations(ObjectMeta meta) {
        Map<String, String> annotations =
                new TreeMap<>(Optional.ofNullable(meta.getAnnotations()).orElse(Map.of()));
        annotations.remove("deployment.kubernetes.io/revision");
        return annotations;
    }

    private static Optional<ObjectRef> owner(GenericKubernetesResource object) {
        for (OwnerReference owner :
                Optional.ofNullable(object.getMetadata().getOwnerReferences()).orElse(List.of())) {
            if (owner.getKind().equals(Gateway.KIND.name())
                    && owner.getApiVersion().startsWith(Kind.GATEWAY_GROUP + "/")) {
                return Optional.of(Gateway.KIND.ref(object.getMetadata().getNamespace(), owner.getName()));
            }
        }
        return Optional.empty();
    }

    @Override
    public void close() {
        informers.forEach(SharedIndexInformer::stop);
    }

    private final class Handler implements ResourceEventHandler<GenericKubernetesResource> {
        private final Piece.Type type;
        private final String key;

        Handler(Piece.Type type, String key) {
            this.type = type;
            this.key = key;
        }

        @Override
        public void onAdd(GenericKubernetesResource object) {
            owner(object).ifPresent(gateway -> {
                There now = new There(gateway, digest(object), version(object));
                There before = objects.put(id(object), now);
                if (before == null
                        || !before.digest().equals(now.digest())
                        || !before.gateway().equals(gateway)) {
                    changed.accept(gateway);
                }
            });
        }

        @Override
        public void onUpdate(GenericKubernetesResource before, GenericKubernetesResource object) {
            onAdd(object);
        }

        @Override
        public void onDelete(GenericKubernetesResource object, boolean unknownFinalState) {
            There before = objects.remove(id(object));
            if (before != null) {
                changed.accept(before.gateway());
            }
        }

        @Override
        public void onList(String resourceVersion, boolean remainedEmpty) {
            unlisted.remove(key);
            told.remove(key);
            if (unlisted.isEmpty()) {
                gateways().forEach(changed);
            }
        }

        private Piece.Id id(GenericKubernetesResource object) {
            return new Piece.Id(
                    type,
                    object.getMetadata().getNamespace(),
                    object.getMetadata().getName());
        }
    }
}
