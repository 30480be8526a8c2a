package io.gatewright.k8s.infra;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.gatewright.k8s.api.KubeObjects;
import io.gatewright.k8s.watch.Scope;
import io.gatewright.model.gateway.Gateway;
import io.gatewright.model.gateway.GatewayClass;
import io.gatewright.model.name.ObjectRef;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Keeps what runs for each Gateway as its {@link InfraPlan} says, by server-side apply: foreign changes of our fields are put
 * back, foreign fields are left alone. What is not wanted any more is deleted, what belongs to somebody else is not touched.
 * Until {@link #lead} it changes nothing.
 *
 * <p>Methods may be called by any thread and return at once; one thread does the work.
 */
public final class InfraWriter implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(InfraWriter.class.getName());
    private static final String FIELD_MANAGER = "gatewright";
    private static final int AGAIN_AFTER_SECONDS = 5;
    private static final int FORBIDDEN = 403;
    /** After which everything is applied again, whether a watch has told of a change or not. */
    private static final int RESYNC_MINUTES = 10;

    private final KubernetesClient client;
    private final String controller;
    private final OwnedObjects owned;
    private final Failures failures;
    private final ScheduledExecutorService thread;
    private final Set<ObjectRef> dirty = new LinkedHashSet<>();
    private final ConcurrentMap<Piece.Id, Applied> applied = new ConcurrentHashMap<>();
    private SortedMap<ObjectRef, InfraPlan> wanted = new TreeMap<>();
    private boolean known;
    private boolean leading;
    private boolean scheduled;

    /** Told what keeps a Gateway from being set up, and when that is over. On the writer's thread. */
    @FunctionalInterface
    public interface Failures {
        void changed(ObjectRef gateway, Optional<String> why);
    }

    /** What was asked for last, and what the API server made of it. */
    private record Applied(Map<String, Object> fields, String digest) {}

    /**
     * @param scope where Gateways are
     * @param controllerName only objects that this controller made are deleted or changed
     * @param failures told of Gateways that cannot be set up
     */
    public InfraWriter(KubernetesClient client, Scope scope, String controllerName, Failures failures) {
        this.client = client;
        this.failures = failures;
        this.controller = Labels.value(controllerName);
        this.thread = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread made = new Thread(task, "gatewright-infra");
            made.setDaemon(true);
            return made;
        });
        this.owned = new OwnedObjects(client, scope, controller, this::touch);
    }

    /** Begins to look at what is there. */
    public void start() {
        owned.start();
        thread.scheduleWithFixedDelay(this::again, RESYNC_MINUTES, RESYNC_MINUTES, TimeUnit.MINUTES);
    }

    private synchronized void again() {
        applied.clear();
        dirty.addAll(wanted.keySet());
        schedule();
    }

    /** Takes the plans of all Gateways; they replace all earlier ones. */
    public synchronized void accept(SortedMap<ObjectRef, InfraPlan> next) {
        for (Map.Entry<ObjectRef, InfraPlan> entry : next.entrySet()) {
            if (!entry.getValue().equals(wanted.get(entry.getKey()))) {
                dirty.add(entry.getKey());
            }
        }
        for (ObjectRef before : wanted.keySet()) {
            if (!next.containsKey(before)) {
                dirty.add(before);
            }
        }
        wanted = new TreeMap<>(next);
        known = true;
        schedule();
    }

    /** Begins to write (as leader), or stops. */
    public synchronized void lead(boolean leader) {
        leading = leader;
        applied.clear();
        dirty.addAll(wanted.keySet());
        dirty.addAll(owned.gateways());
        schedule();
    }

    private synchronized void touch(ObjectRef gateway) {
        dirty.add(gateway);
        schedule();
    }

    private void schedule() {
        if (leading && known && owned.synced() && !scheduled && !dirty.isEmpty() && !thread.isShutdown()) {
            scheduled = true;
            thread.execute(this::work);
        }
    }

    private void work() {
        while (true) {
            ObjectRef gateway;
            Optional<InfraPlan> plan;
            synchronized (this) {
                if (!leading || dirty.isEmpty()) {
                    scheduled = false;
                    return;
                }
                gateway = dirty.iterator().next();
                dirty.remove(gateway);
                plan = Optional.ofNullable(wanted.get(gateway));
            }
            try {
                keep(gateway, plan);
                failures.changed(gateway, Optional.empty());
            } catch (RuntimeException e) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        gateway + ": what should run for it could not be set up, trying again: " + e.getMessage());
                failures.changed(gateway, Optional.of(String.valueOf(e.getMessage())));
                thread.schedule(() -> touch(gateway), AGAIN_AFTER_SECONDS, TimeUnit.SECONDS);
            }
        }
    }

    private void keep(ObjectRef gateway, Optional<InfraPlan> plan) {
        if (plan.isEmpty() && !givenAway(gateway)) {
            return;
        }
        InfraPlan.Need need = plan.map(InfraPlan::need).orElse(InfraPlan.Need.RUN);
        if (need == InfraPlan.Need.LEAVE
                || need == InfraPlan.Need.KEEP && owned.of(gateway).isEmpty()) {
            return;
        }
        Set<Piece.Id> ids = new HashSet<>();
        List<RuntimeException> failures = new ArrayList<>();
        for (Piece piece : plan.map(InfraPlan::pieces).orElse(List.of())) {
            ids.add(piece.id());
            try {
                apply(gateway, piece);
            } catch (RuntimeException e) {
                failures.add(e); // the others do not wait for it
            }
        }
        if (!failures.isEmpty()) {
            throw failures.get(0); // before what takes its place is there, nothing goes
        }
        for (Piece.Id there : owned.of(gateway)) {
            if (!ids.contains(there)) {
                applied.remove(there);
                at(there).delete();
                LOG.log(System.Logger.Level.INFO, there + " is not needed any more: deleted");
            }
        }
    }

    /**
     * Whether a Gateway that is none of ours any more has another class that exists. One that is gone takes its objects
     * along by itself, and one whose class is gone is to go on.
     */
    private boolean givenAway(ObjectRef ref) {
        GenericKubernetesResource gateway = KubeObjects.at(client, Gateway.KIND, Gateway.KIND.version(), ref)
                .get();
        if (gateway == null) {
            return false;
        }
        String name = gateway.get("spec", "gatewayClassName");
        try {
            return KubeObjects.at(
                                    client,
                                    GatewayClass.KIND,
                                    GatewayClass.KIND.version(),
                                    GatewayClass.KIND.ref("", name))
                            .get()
                    != null;
        } catch (KubernetesClientException e) {
            if (e.getCode() == FORBIDDEN) {
                return false; // a controller of a few namespaces may not look at classes
            }
            throw e;
        }
    }

    private void apply(ObjectRef gateway, Piece piece) {
        if (owned.gateway(piece.id()).filter(other -> !other.equals(gateway)).isPresent()) {
            throw taken(piece);
        }
        Optional<String> there = owned.digest(piece.id());
        Applied last = applied.get(piece.id());
        if (last != null
                && last.fields().equals(piece.fields())
                && there.filter(last.digest()::equals).isPresent()) {
            return;
        }
        if (there.isEmpty() && last == null) {
            refuseForeign(gateway, piece);
        }
        if (there.isPresent() && piece.leavesReplicas()) {
            handOverReplicas(piece.id());
        }
        GenericKubernetesResource made = at(piece.id(), piece.fields())
                .fieldManager(FIELD_MANAGER)
                .forceConflicts()
                .serverSideApply();
        applied.put(piece.id(), new Applied(piece.fields(), OwnedObjects.digest(made)));
        owned.note(piece.id(), made);
    }

    /** A field that we alone have set goes when we set it no more, and without one a Deployment has one replica. */
    private void handOverReplicas(Piece.Id id) {
        GenericKubernetesResource there = at(id).get();
        Object replicas = there == null ? null : there.get("spec", "replicas");
        boolean set = there != null
                && there.getMetadata().getManagedFields().stream()
                        .anyMatch(entry -> FIELD_MANAGER.equals(entry.getManager())
                                && String.valueOf(entry.getFieldsV1()).contains("f:replicas"));
        if (set && replicas != null) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("apiVersion", id.type().apiVersion());
            fields.put("kind", id.type().kind());
            fields.put("metadata", Map.of("name", id.name(), "namespace", id.namespace()));
            fields.put("spec", Map.of("replicas", replicas));
            at(id, fields)
                    .fieldManager(FIELD_MANAGER + "-replicas")
                    .forceConflicts()
                    .serverSideApply();
        }
    }

    /** An object of this name that is not ours is not taken over. */
    private void refuseForeign(ObjectRef gateway, Piece piece) {
        GenericKubernetesResource there = at(piece.id()).get();
        if (there != null && !ours(there, gateway)) {
            throw taken(piece);
        }
    }

    private static IllegalStateException taken(Piece piece) {
        return new IllegalStateException(piece.id()
                + " exists and is not this Gateway's: rename it, or give the Gateway's objects other names by"
                + " `nameTemplate` in GatewayParameters");
    }

    private boolean ours(HasMetadata object, ObjectRef gateway) {
        Map<String, String> labels =
                Optional.ofNullable(object.getMetadata().getLabels()).orElse(Map.of());
        return controller.equals(labels.get(Labels.CONTROLLER))
                && Labels.value(gateway.name()).equals(labels.get(Labels.GATEWAY));
    }

    private Resource<GenericKubernetesResource> at(Piece.Id id) {
        return client.genericKubernetesResources(OwnedObjects.context(id.type()))
                .inNamespace(id.namespace())
                .withName(id.name());
    }

    private Resource<GenericKubernetesResource> at(Piece.Id id, Map<String, Object> fields) {
        GenericKubernetesResource object =
                client.getKubernetesSerialization().convertValue(fields, GenericKubernetesResource.class);
        return client.genericKubernetesResources(OwnedObjects.context(id.type()))
                .inNamespace(id.namespace())
                .resource(object);
    }

    @Override
    public void close() {
        synchronized (this) {
            leading = false;
        }
        thread.shutdownNow();
        owned.close();
    }

    /** Whether everything of ours has been seen. */
    public boolean synced() {
        return owned.synced();
    }
}
