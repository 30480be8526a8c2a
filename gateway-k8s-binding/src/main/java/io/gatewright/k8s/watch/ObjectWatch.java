package io.gatewright.k8s.watch;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Informable;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.gatewright.k8s.api.KubeObjects;
import io.gatewright.model.core.Kind;
import io.gatewright.model.core.Secret;
import io.gatewright.model.name.ObjectRef;
import io.gatewright.model.route.Route;
import io.gatewright.model.world.Event;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One informer: the objects of a kind, everywhere or in one namespace. Its threads read objects and hand them on. */
final class ObjectWatch implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(ObjectWatch.class.getName());
    private static final long PAGE = 500;

    /**
     * Which objects.
     *
     * @param kind of the objects
     * @param version served by the API server
     * @param namespace absent: all of them, or the kind has none
     */
    record Key(Kind<?> kind, String version, Optional<String> namespace) {
        @Override
        public String toString() {
            return kind.plural()
                    + namespace.map(name -> " of namespace `" + name + "`").orElse("");
        }
    }

    /** What a watch tells, in order. */
    sealed interface Notice {}

    /** An object changed, came or went. */
    record Changed(ObjectWatch source, Key key, Event event) implements Notice {}

    /** Everything that existed at the time of a list has been told. */
    record Listed(ObjectWatch source, Key key) implements Notice {}

    /** The API server does not let us see these objects, or not now; tried again for as long as we live. */
    record Denied(Key key, String why) implements Notice {}

    /** The installed kinds may have changed. */
    record Installed() implements Notice {}

    private final Key key;
    private final SharedIndexInformer<GenericKubernetesResource> informer;
    private final Consumer<Notice> notices;
    private final AtomicBoolean told = new AtomicBoolean();
    private volatile long lastList = System.nanoTime();

    ObjectWatch(KubernetesClient client, Key key, Consumer<Notice> notices) {
        this.key = key;
        this.notices = notices;
        this.informer = informable(client, key)
                .withLimit(PAGE)
                .runnableInformer(0)
                .itemStore(new KeyStore())
                .exceptionHandler((started, failure) -> {
                    failed(failure);
                    return true;
                })
                .addEventHandler(new Handler());
    }

    private static Informable<GenericKubernetesResource> informable(KubernetesClient client, Key key) {
        var all = client.genericKubernetesResources(KubeObjects.context(key.kind(), key.version()));
        if (!key.kind().namespaced()) {
            return all;
        }
        var placed =
                key.namespace().isPresent() ? all.inNamespace(key.namespace().get()) : all.inAnyNamespace();
        if (key.kind() == (Kind<?>) Secret.KIND) {
            // releases of Helm are large, tokens are nobody's certificate
            return placed.withoutField("type", "helm.sh/release.v1")
                    .withoutField("type", "kubernetes.io/service-account-token");
        }
        return placed;
    }

    void start() {
        informer.start();
    }

    /** Whether it is connected, and has not given up. */
    boolean alive() {
        return informer.isRunning();
    }

    /** Time since everything was listed for the last time, in nanoseconds. */
    long listAge() {
        return System.nanoTime() - lastList;
    }

    private void failed(Throwable failure) {
        String why = failure instanceof KubernetesClientException refused && refused.getCode() == 403
                ? "not permitted: see the ClusterRole of the controller"
                : String.valueOf(failure.getMessage());
        if (told.compareAndSet(false, true)) {
            LOG.log(System.Logger.Level.WARNING, "watch of " + key + ": " + why + ": trying again");
        }
        notices.accept(new Denied(key, why));
    }

    @Override
    public void close() {
        informer.stop();
    }

    private final class Handler implements ResourceEventHandler<GenericKubernetesResource> {
        private final @Nullable RouteMemory routes =
                Route.class.isAssignableFrom(key.kind().type()) ? new RouteMemory(key.kind(), key.version()) : null;

        @Override
        public void onAdd(GenericKubernetesResource object) {
            put(object);
        }

        @Override
        public void onUpdate(GenericKubernetesResource before, GenericKubernetesResource object) {
            put(object);
        }

        private void put(GenericKubernetesResource object) {
            try {
                notices.accept(new Changed(ObjectWatch.this, key, read(object)));
            } catch (RuntimeException defect) {
                // one object must never end the watch of all
                LOG.log(
                        System.Logger.Level.ERROR,
                        key.kind().name() + " `" + object.getMetadata().getNamespace() + "/"
                                + object.getMetadata().getName() + "` could not be read",
                        defect);
            }
        }

        private Event read(GenericKubernetesResource object) {
            return routes != null ? routes.read(object) : Event.of(KubeObjects.read(key.kind(), key.version(), object));
        }

        @Override
        public void onDelete(GenericKubernetesResource object, boolean unknownFinalState) {
            ObjectRef ref = KubeObjects.ref(key.kind(), object);
            if (routes != null) {
                routes.forget(ref);
            }
            notices.accept(new Changed(ObjectWatch.this, key, new Event.Gone(ref)));
        }

        @Override
        public void onList(String resourceVersion, boolean remainedEmpty) {
            lastList = System.nanoTime();
            told.set(false);
            notices.accept(new Listed(ObjectWatch.this, key));
        }
    }
}
