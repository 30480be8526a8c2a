package io.gatewright.k8s.watch;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.gatewright.k8s.api.KubeObjects;
import io.gatewright.model.core.ImmutableObjectMeta;
import io.gatewright.model.core.Kind;
import io.gatewright.model.name.ObjectRef;
import io.gatewright.model.read.UnreadableTree;
import io.gatewright.model.route.Route;
import io.gatewright.model.route.RouteStatus;
import io.gatewright.model.world.Event;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads routes, and remembers them: at least every second version of a route differs from the one before it by a status that a
 * controller wrote. The API server counts what else differs in {@code generation}, except for metadata; where neither differs, the
 * status alone is read.
 */
final class RouteMemory {
    private final Kind<?> kind;
    private final String version;
    private final ConcurrentMap<ObjectRef, Route> routes = new ConcurrentHashMap<>();

    /** @param version in which the API server has the kind */
    RouteMemory(Kind<?> kind, String version) {
        this.kind = kind;
        this.version = version;
    }

    /** What a version of a route means: as {@link KubeObjects#read} would have it. */
    Event read(GenericKubernetesResource object) {
        ObjectRef ref = KubeObjects.ref(kind, object);
        Route known = routes.get(ref);
        if (known != null && onlyStatus(known, object.getMetadata())) {
            Optional<Route> next = next(known, object);
            if (next.isPresent()) {
                routes.put(ref, next.get());
                return new Event.Put(next.get());
            }
        }
        Event event = Event.of(KubeObjects.read(kind, version, object));
        if (event instanceof Event.Put put && put.object() instanceof Route route) {
            routes.put(ref, route);
        } else {
            routes.remove(ref);
        }
        return event;
    }

    void forget(ObjectRef ref) {
        routes.remove(ref);
    }

    private static Optional<Route> next(Route known, GenericKubernetesResource object) {
        Object status = object.getAdditionalProperties().get("status");
        if (status != null && !(status instanceof Map)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Statuses.with(
                    known,
                    ImmutableObjectMeta.copyOf(known.metadata())
                            .withResourceVersion(
                                    Optional.ofNullable(object.getMetadata().getResourceVersion())),
                    status == null
                            ? Optional.empty()
                            : Optional.of(KubeObjects.part((Map<?, ?>) status, RouteStatus.class))));
        } catch (UnreadableTree e) {
            return Optional.empty(); // reading all of it says why
        }
    }

    /** Whether nothing but its status and version can differ. Owners and deletions are rare: not worth a comparison. */
    private static boolean onlyStatus(Route known, ObjectMeta meta) {
        io.gatewright.model.core.ObjectMeta before = known.metadata();
        return newer(before.resourceVersion().orElse(""), meta.getResourceVersion())
                && meta.getGeneration() != null
                && Optional.of(meta.getGeneration()).equals(before.generation())
                && meta.getUid() != null
                && Optional.of(meta.getUid()).equals(before.uid())
                && meta.getDeletionTimestamp() == null
                && before.deletionTimestamp().isEmpty()
                && orEmpty(meta.getOwnerReferences()).isEmpty()
                && before.ownerReferences().isEmpty()
                && orEmpty(meta.getFinalizers()).equals(before.finalizers())
                && orEmpty(meta.getLabels()).equals(before.labels())
                && orEmpty(meta.getAnnotations()).equals(before.annotations());
    }

    /** Generations count anew after an API server was restored from a backup, and its versions go back then. */
    private static boolean newer(String before, @Nullable String now) {
        try {
            return now != null && Long.parseLong(now) > Long.parseLong(before);
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private static <T> List<T> orEmpty(@Nullable List<T> list) {
        return Objects.requireNonNullElse(list, List.of());
    }

    private static Map<String, String> orEmpty(@Nullable Map<String, String> map) {
        return Objects.requireNonNullElse(map, Map.of());
    }
}
