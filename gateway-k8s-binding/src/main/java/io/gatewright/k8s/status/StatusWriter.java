package io.gatewright.k8s.status;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.gatewright.k8s.api.KubeObjects;
import io.gatewright.model.core.ApiObject;
import io.gatewright.model.core.Kind;
import io.gatewright.model.gateway.Gateway;
import io.gatewright.model.gateway.ListenerSet;
import io.gatewright.model.name.ObjectRef;
import io.gatewright.semantics.report.ObjectReport;
import io.gatewright.semantics.report.Report;
import io.gatewright.semantics.report.ReportSink;
import io.gatewright.semantics.report.StatusMerge;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/**
 * Keeps statuses on the API server as the newest report wants them. It compares with what it last saw, writes only what
 * differs, touches only our own entries ({@link StatusMerge}), and repeats a write that met a newer version from that version.
 * Until {@link #lead} it writes nothing, and reports before that do not count.
 *
 * <p>Objects are written in the order in which they came to differ, many at a time but each once at a time. That of a Gateway
 * in which nothing but numbers of routes differ waits for more of them ({@link CountPace}).
 *
 * <p>All methods may be called by any thread and return at once; what is written is worked out on threads of its own.
 */
public final class StatusWriter implements ReportSink, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(StatusWriter.class.getName());
    private static final int THREADS = 4;

    /** How many writes are under way at a time: enough that a distant API server is kept busy, few beside its other work. */
    private static final int AT_A_TIME = 32;

    private static final int CONFLICTS = 5;

    /** After which a write counts as failed although nothing was heard. */
    private static final int LONGEST_SECONDS = 60;

    private static final int AGAIN_AFTER_SECONDS = 5;
    private static final ObjectRef LISTENER_SETS =
            new ObjectRef(ListenerSet.KIND.group(), ListenerSet.KIND.name(), "", "");
    private static final ObjectRef AFTER_THEM =
            new ObjectRef(ListenerSet.KIND.group(), ListenerSet.KIND.name() + '\0', "", "");

    private final KubernetesClient client;
    private final StatusRequests requests;
    private final StatusMerge merge;
    private final boolean clusterScoped;
    private final InstantSource clock;
    private final ScheduledExecutorService threads;
    private final ConcurrentMap<ObjectRef, Observed> observed = new ConcurrentHashMap<>();
    private final CountPace counts = new CountPace(System::nanoTime);
    private final StatusPatch patches = new StatusPatch();
    private final AtomicLong writes = new AtomicLong();
    private volatile Map<Kind<?>, String> versions = Map.of();
    /** Guards what follows. */
    private final Object lock = new Object();

    private final Set<ObjectRef> dirty = new LinkedHashSet<>();
    private final Set<ObjectRef> writing = new HashSet<>();
    private final Set<ObjectRef> postponed = new HashSet<>();
    /** Those whose last write failed, until it is tried again: however often they are touched meanwhile. */
    private final Set<ObjectRef> retrying = new HashSet<>();

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
        this.requests = new StatusRequests(client);
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
        observed.merge(object.ref(), Observed.of(object), Observed::newer);
        touch(Set.of(object.ref()));
    }

    /** Forgets an object. */
    public void gone(ObjectRef ref) {
        observed.remove(ref);
        counts.gone(ref);
    }

    @Override
    public void accept(Report next) {
        Report before;
        boolean first;
        synchronized (lock) {
            before = report;
            report = next;
            first = !reported;
            reported = leading; // else it may be an old one when we lead
        }
        // without the lock: whoever hands on what a watch saw would wait for it
        Set<ObjectRef> changed = changed(before, next);
        changed.forEach(counts::changed);
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
        Observed current = observed.get(set);
        return current != null && patches.gateway(current.object()).equals(gateway);
    }

    /** Begins to write (as leader) with the next report, or stops. */
    public void lead(boolean leader) {
        synchronized (lock) {
            leading = leader;
            dirty.clear();
            reported &= leader;
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
            dirty.addAll(refs);
            advance();
        }
    }

    /** Starts as many writes as there is room for. With the lock. */
    private void advance() {
        Iterator<ObjectRef> waiting = dirty.iterator();
        while (leading && writing.size() < AT_A_TIME && waiting.hasNext()) {
            ObjectRef ref = waiting.next();
            if (writing.add(ref)) { // else it is written once more when its write has ended
                waiting.remove();
                submit(ref, 1);
            }
        }
    }

    private void submit(ObjectRef ref, int attempt) {
        execute(() -> {
            try {
                write(ref, attempt);
            } catch (RuntimeException e) {
                failed(ref, e);
            }
        });
    }

    private void execute(Runnable step) {
        try {
            threads.execute(step);
        } catch (RejectedExecutionException e) {
            // closed
        }
    }

    private void write(ObjectRef ref, int attempt) {
        Observed current = observed.get(ref);
        Optional<ApiObject> wanted = current == null ? Optional.empty() : wanted(current.object());
        if (current == null || wanted.isEmpty()) {
            done(ref);
            return;
        }
        long rest = counts.rest(current.object(), wanted.get()).toNanos();
        if (rest > 0) {
            done(ref);
            postpone(ref, rest);
            return;
        }
        Kind<?> kind = current.object().kind();
        String version = versions.getOrDefault(kind, kind.version());
        requests.patch(kind, version, ref, patches.of(current.object(), current.version(), wanted.get()))
                .orTimeout(LONGEST_SECONDS, TimeUnit.SECONDS)
                .whenComplete((answer, failure) -> execute(() -> {
                    try {
                        if (failure != null) {
                            failed(ref, failure);
                        } else {
                            answered(ref, version, attempt, wanted.get(), answer);
                        }
                    } catch (RuntimeException e) {
                        failed(ref, e);
                    }
                }));
    }

    private void answered(ObjectRef ref, String version, int attempt, ApiObject written, StatusRequests.Answer answer) {
        if (answer.taken()) {
            writes.incrementAndGet();
            counts.written(written);
            observe(new Observed(written, answer.version()));
            done(ref);
        } else if (answer.code() == 404) {
            done(ref);
        } else if (answer.code() != 409) {
            failed(ref, new IllegalStateException(answer.message()));
        } else {
            conflicted(ref, written.kind(), version, attempt);
        }
    }

    /** Looks at the newest version and begins from there; without one that can be read, the watch will tell of the next. */
    private void conflicted(ObjectRef ref, Kind<?> kind, String version, int attempt) {
        GenericKubernetesResource newest =
                KubeObjects.at(client, kind, version, ref).get();
        Optional<ApiObject> read = newest == null
                ? Optional.empty()
                : KubeObjects.read(kind, version, newest).value();
        if (read.isEmpty()) {
            done(ref);
            return;
        }
        // believed even if its version is a lower one: the API server may have been restored from a backup
        observed.computeIfPresent(ref, (same, old) -> Observed.of(read.get()));
        if (attempt < CONFLICTS) {
            submit(ref, attempt + 1);
        } else {
            done(ref);
            again(ref);
        }
    }

    private void observe(Observed now) {
        // gone in the meantime: a write must not bring it back
        observed.computeIfPresent(now.object().ref(), (ref, old) -> old.newer(now));
    }

    private void done(ObjectRef ref) {
        synchronized (lock) {
            writing.remove(ref);
            advance();
        }
    }

    private void failed(ObjectRef ref, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (!threads.isShutdown()) { // else the write was interrupted by closing
            LOG.log(
                    System.Logger.Level.WARNING,
                    ref + ": status not written, trying again: "
                            + (cause.getMessage() == null ? cause.toString() : cause.getMessage()));
        }
        synchronized (lock) {
            dirty.remove(ref); // later, by the newest report of then
        }
        done(ref);
        again(ref);
    }

    private void again(ObjectRef ref) {
        later(ref, TimeUnit.SECONDS.toNanos(AGAIN_AFTER_SECONDS), retrying);
    }

    private void postpone(ObjectRef ref, long nanos) {
        later(ref, nanos, postponed);
    }

    /** @param waiting who has such a time to come already, which is then the one that counts */
    private void later(ObjectRef ref, long nanos, Set<ObjectRef> waiting) {
        synchronized (lock) {
            if (!waiting.add(ref)) {
                return;
            }
        }
        try {
            threads.schedule(
                    () -> {
                        synchronized (lock) {
                            waiting.remove(ref);
                        }
                        touch(Set.of(ref));
                    },
                    nanos,
                    TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            // closed
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
                                .map(Observed::object)
                                .filter(object -> object.kind() == (Kind<?>) Gateway.KIND)
                                .filter(patches::programmed)
                                .isPresent());
    }

    /** What is observed now, by identity: for tests and dumps. */
    public Map<ObjectRef, ApiObject> observed() {
        return observed.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(
                        Map.Entry::getKey, entry -> entry.getValue().object()));
    }

    @Override
    public void close() {
        synchronized (lock) {
            leading = false;
        }
        threads.shutdownNow();
    }
}
