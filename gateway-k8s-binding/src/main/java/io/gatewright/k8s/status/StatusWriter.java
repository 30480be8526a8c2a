package io.gatewright.k8s.status;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.gatewright.k8s.api.KubeObjects;
import io.gatewright.model.core.ApiObject;
import io.gatewright.model.core.Kind;
import io.gatewright.model.gateway.Gateway;
import io.gatewright.model.gateway.ListenerSet;
import io.gatewright.model.name.ObjectRef;
import io.gatewright.model.read.ReadObject;
import io.gatewright.semantics.report.ObjectReport;
import io.gatewright.semantics.report.Report;
import io.gatewright.semantics.report.ReportSink;
import io.gatewright.semantics.report.StatusMerge;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Keeps statuses on the API server as the newest report wants them. It compares with what it last saw, writes only what
 * differs, touches only our own entries ({@link StatusMerge}), and repeats a write that met a newer version from that version.
 * Until {@link #lead} it writes nothing.
 *
 * <p>All methods may be called by any thread and return at once; writes run on threads of their own, at most one per object
 * at a time.
 */
public final class StatusWriter implements ReportSink, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(StatusWriter.class.getName());
    private static final int THREADS = 8;
    private static final int CONFLICTS = 5;
    private static final int AGAIN_AFTER_SECONDS = 5;
    private static final ObjectRef LISTENER_SETS =
            new ObjectRef(ListenerSet.KIND.group(), ListenerSet.KIND.name(), "", "");
    private static final ObjectRef AFTER_THEM =
            new ObjectRef(ListenerSet.KIND.group(), ListenerSet.KIND.name() + '\0', "", "");

    private final KubernetesClient client;
    private final StatusMerge merge;
    private final boolean clusterScoped;
    private final InstantSource clock;
    private final ScheduledExecutorService threads;
    private final ConcurrentMap<ObjectRef, ApiObject> observed = new ConcurrentHashMap<>();
    private final StatusPatch patches = new StatusPatch();
    private final AtomicLong writes = new AtomicLong();
    private volatile Map<Kind<?>, String> versions = Map.of();
    /** Guards what follows. */
    private final Object lock = new Object();

    private final Set<ObjectRef> dirty = new LinkedHashSet<>();
    private final Set<ObjectRef> writing = new HashSet<>();
    private Report report = new Report(new TreeMap<>());
    private boolean reported;
    private boolean leading;

    /**
     * @param controllerName whose entries are ours
     * @param clock for {@code lastTransitionTime}
     */
    public StatusWriter(KubernetesClient client, String controllerName, InstantSource clock) {
        this(client, controllerName, clock, true);
    }

    /** @param clusterScoped false: objects that belong to no namespace are not ours to write about */
    public StatusWriter(KubernetesClient client, String controllerName, InstantSource clock, boolean clusterScoped) {
        this.client = client;
        this.clusterScoped = clusterScoped;
        this.merge = new StatusMerge(controllerName);
        this.clock = clock;
        this.threads = Executors.newScheduledThreadPool(THREADS, task -> {
            Thread thread = new Thread(task, "gatewright-status");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Takes note of the version in which the API server has each kind; without it, the one that the model prefers. */
    public void served(Map<Kind<?>, String> versions) {
        this.versions = Map.copyOf(versions);
    }

    /** Takes note of an object as the API server has it. */
    public void seen(ApiObject object) {
        if (!patches.hasStatus(object.kind())
                || !clusterScoped && !object.kind().namespaced()) {
            return;
        }
        observed.merge(object.ref(), object, StatusWriter::newer);
        touch(Set.of(object.ref()));
    }

    /** Forgets an object. */
    public void gone(ObjectRef ref) {
        observed.remove(ref);
    }

    @Override
    public void accept(Report next) {
        Report before;
        boolean first;
        synchronized (lock) {
            before = report;
            report = next;
            first = !reported;
            reported = true;
        }
        // without the lock: whoever hands on what a watch saw would wait for it
        Set<ObjectRef> changed = changed(before, next);
        if (first) {
            changed.addAll(observed.keySet());
        }
        touch(changed);
    }

    private Set<ObjectRef> changed(Report before, Report next) {
        Set<ObjectRef> changed = new LinkedHashSet<>();
        next.since(before, (ref, was, now) -> changed.add(ref));
        for (ObjectRef gateway : before.unsettled()) {
            if (!next.unsettled().contains(gateway)) {
                next.of(gateway).ifPresent(said -> changed.add(gateway));
                next.objects().subMap(LISTENER_SETS, AFTER_THEM).keySet().stream()
                        .filter(set -> belongs(set, gateway))
                        .forEach(changed::add);
            }
        }
        return changed;
    }

    /** Whether a ListenerSet is one of this Gateway's; one that was not seen has nothing that could be written. */
    private boolean belongs(ObjectRef set, ObjectRef gateway) {
        ApiObject current = observed.get(set);
        return current != null && patches.gateway(current).equals(gateway);
    }

    /** Begins to write (as leader), or stops. */
    public void lead(boolean leader) {
        synchronized (lock) {
            leading = leader;
        }
        if (leader) {
            touch(observed.keySet());
        }
    }

    /** How many writes the API server has taken so far. */
    public long writes() {
        return writes.get();
    }

    private void touch(Set<ObjectRef> refs) {
        synchronized (lock) {
            if (!leading || !reported) {
                return;
            }
            for (ObjectRef ref : refs) {
                dirty.add(ref);
                if (writing.add(ref)) {
                    submit(ref);
                }
            }
        }
    }

    private void submit(ObjectRef ref) {
        try {
            threads.execute(() -> work(ref));
        } catch (RejectedExecutionException e) {
            writing.remove(ref); // closed
        }
    }

    private void work(ObjectRef ref) {
        boolean failed = false;
        synchronized (lock) {
            dirty.remove(ref);
        }
        try {
            write(ref);
        } catch (RuntimeException e) {
            failed = true;
            if (!threads.isShutdown()) { // else the write was interrupted by closing
                LOG.log(System.Logger.Level.WARNING, ref + ": status not written, trying again: " + e.getMessage());
            }
        }
        synchronized (lock) {
            boolean more = dirty.contains(ref) && leading;
            if (more && !failed) {
                submit(ref);
            } else {
                writing.remove(ref);
            }
        }
        if (failed) {
            again(ref);
        }
    }

    private void again(ObjectRef ref) {
        try {
            threads.schedule(() -> touch(Set.of(ref)), AGAIN_AFTER_SECONDS, TimeUnit.SECONDS);
        } catch (RejectedExecutionException e) {
            // closed
        }
    }

    private void write(ObjectRef ref) {
        for (int attempt = 0; attempt < CONFLICTS; attempt++) {
            ApiObject current = observed.get(ref);
            if (current == null) {
                return;
            }
            Optional<ApiObject> wanted = wanted(current);
            if (wanted.isEmpty()) {
                return;
            }
            Kind<?> kind = current.kind();
            String version = versions.getOrDefault(kind, kind.version());
            try {
                GenericKubernetesResource written = KubeObjects.named(client, kind, version, ref)
                        .subresource("status")
                        .patch(
                                new PatchContext.Builder()
                                        .withPatchType(PatchType.JSON_MERGE)
                                        .withFieldManager("gatewright")
                                        .build(),
                                patches.of(current, wanted.get()));
                writes.incrementAndGet();
                observe(kind, version, written);
                return;
            } catch (KubernetesClientException e) {
                if (e.getCode() == 404) {
                    return;
                } else if (e.getCode() != 409) {
                    throw e;
                }
                GenericKubernetesResource newest =
                        KubeObjects.at(client, kind, version, ref).get();
                if (newest == null) {
                    return;
                }
                observe(kind, version, newest);
            }
        }
        again(ref);
    }

    private void observe(Kind<?> kind, String version, GenericKubernetesResource object) {
        ReadObject read = KubeObjects.read(kind, version, object);
        // gone in the meantime: a write must not bring it back
        read.value().ifPresent(value -> observed.computeIfPresent(value.ref(), (ref, old) -> newer(old, value)));
    }

    private static ApiObject newer(ApiObject old, ApiObject now) {
        return version(now) >= version(old)
                        || !now.metadata().uid().equals(old.metadata().uid())
                ? now
                : old;
    }

    /** Resource versions count upwards (KEP-5504); one that is no number is taken for new. */
    private static long version(ApiObject object) {
        try {
            return object.metadata().resourceVersion().map(Long::parseLong).orElse(Long.MAX_VALUE);
        } catch (NumberFormatException e) {
            return Long.MAX_VALUE;
        }
    }

    /** The object with its new status; nothing if it is as it should be, or if what it should be will be known soon. */
    private Optional<ApiObject> wanted(ApiObject current) {
        Report now;
        synchronized (lock) {
            if (!leading) {
                return Optional.empty();
            }
            now = report;
        }
        Optional<ObjectReport> own = now.of(current.ref());
        if (own.isEmpty()) {
            return patches.silenced(merge, current, clock.instant());
        }
        // derived from an older version than the one we see: the report on this one is on its way
        if (own.get().generation() < current.metadata().observableGeneration() || holds(now, current)) {
            return Optional.empty();
        }
        return merge.merge(current, own.get(), clock.instant().truncatedTo(ChronoUnit.SECONDS));
    }

    /** Whether something said about a Gateway before stays until its proxies have spoken about the newest plan. */
    private boolean holds(Report now, ApiObject current) {
        ObjectRef gateway = patches.gateway(current);
        return now.unsettled().contains(gateway)
                && (patches.programmed(current)
                        || Optional.ofNullable(observed.get(gateway))
                                .filter(object -> object.kind() == (Kind<?>) Gateway.KIND)
                                .filter(patches::programmed)
                                .isPresent());
    }

    /** What is observed now, by identity: for tests and dumps. */
    public Map<ObjectRef, ApiObject> observed() {
        return Map.copyOf(observed);
    }

    @Override
    public void close() {
        synchronized (lock) {
            leading = false;
        }
        threads.shutdownNow();
    }
}
