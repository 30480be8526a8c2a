package io.gatewright.k8s.watch;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.gatewright.k8s.api.KubeObjects;
import io.gatewright.model.core.ConfigMap;
import io.gatewright.model.core.EndpointSlice;
import io.gatewright.model.core.Kind;
import io.gatewright.model.core.Secret;
import io.gatewright.model.core.Service;
import io.gatewright.model.name.ObjectRef;
import io.gatewright.model.read.Kinds;
import io.gatewright.model.world.Event;
import io.gatewright.model.world.EventSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The cluster as a source of events. Kinds of the Gateway API are watched wherever we look; Services, EndpointSlices,
 * Secrets and ConfigMaps only in namespaces that something of ours refers to, and of Secrets and ConfigMaps only those that
 * are named are looked at. Nothing is decided here.
 *
 * <p>The first batch comes when everything has been listed, so that no decision rests on half a world. A reference into a
 * namespace that was not watched yet is told together with what is there.
 */
public final class ClusterWatch implements EventSource {
    private static final System.Logger LOG = System.getLogger(ClusterWatch.class.getName());
    private static final List<Kind<?>> BY_NAMESPACE =
            List.of(Service.KIND, EndpointSlice.KIND, Secret.KIND, ConfigMap.KIND);

    /** How long a reference waits for what it refers to, before it is judged by what is known. */
    private static final long PATIENCE = Duration.ofSeconds(10).toNanos();

    private static final long FIRST_PATIENCE = Duration.ofSeconds(60).toNanos();

    /** How often the API server is asked what it serves although nothing was heard of a change. */
    private static final long PROBE_EVERY = Duration.ofMinutes(5).toNanos();

    /** After which everything is listed anew, plus some minutes that differ by kind. */
    private static final long RESYNC = Duration.ofMinutes(30).toNanos();

    private final KubernetesClient client;
    private final Scope scope;
    private final WatchObserver observer;
    private final Reach reach;
    private final BlockingQueue<ObjectWatch.Notice> notices = new LinkedBlockingQueue<>();
    private final Map<ObjectWatch.Key, ObjectWatch> watches = new LinkedHashMap<>();
    private final Set<ObjectWatch.Key> unlisted = new HashSet<>();
    private final Set<ObjectWatch.Key> denied = new HashSet<>();
    private final Map<ObjectWatch.Key, Set<ObjectRef>> objects = new LinkedHashMap<>();
    private final Map<ObjectWatch.Key, Set<ObjectRef>> unseen = new LinkedHashMap<>();
    private final List<Event> held = new ArrayList<>();
    private final Set<String> opened = new HashSet<>();
    private final Thread thread;
    private @Nullable CrdWatch crds;
    private @Nullable Consumer<List<Event>> inbox;
    private ServedKinds served = new ServedKinds(Map.of(), List.of(), Optional.empty());
    private long waitingSince;
    private boolean begun;
    private long probed;
    private volatile boolean delivered;
    private volatile boolean closed;

    /**
     * @param scope where to look
     * @param controllerName of our GatewayClasses
     * @param observer told of objects as they are, for writing their statuses
     */
    public ClusterWatch(KubernetesClient client, Scope scope, String controllerName, WatchObserver observer) {
        this.client = client;
        this.scope = scope;
        this.observer = observer;
        this.reach = new Reach(controllerName);
        this.thread = new Thread(this::run, "gatewright-watch");
        this.thread.setDaemon(true);
    }

    @Override
    public synchronized void start(Consumer<List<Event>> inbox) {
        if (this.inbox != null) {
            throw new IllegalStateException("started before");
        }
        this.inbox = inbox;
        notices.add(new ObjectWatch.Installed());
        if (!scope.restricted()) {
            crds = CrdWatch.start(client, () -> notices.add(new ObjectWatch.Installed()));
        }
        thread.start();
    }

    /** Whether the first batch was delivered. */
    public boolean synced() {
        return delivered;
    }

    /** Why this source should be started anew; empty as long as it works. */
    public synchronized List<String> faults() {
        List<String> faults = new ArrayList<>();
        if (!thread.isAlive() && inbox != null && !closed) {
            faults.add("the thread that collects changes has ended");
        }
        watches.forEach((key, watch) -> {
            if (!watch.alive()) {
                faults.add("the watch of " + key + " has ended");
            } else if (watch.listAge() > 3 * RESYNC) {
                faults.add("the watch of " + key + " cannot be renewed");
            }
        });
        return faults;
    }

    private void run() {
        waitingSince = System.nanoTime();
        while (!closed) {
            try {
                List<ObjectWatch.Notice> batch = new ArrayList<>();
                ObjectWatch.Notice first = notices.poll(500, TimeUnit.MILLISECONDS);
                if (first != null) {
                    batch.add(first);
                    notices.drainTo(batch, 5_000);
                }
                batch.forEach(this::taken);
                open();
                deliver();
                renew();
                probeAgain();
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException defect) {
                LOG.log(
                        System.Logger.Level.ERROR,
                        "a change could not be taken in. This is a defect of Gatewright",
                        defect);
            }
        }
    }

    /** One notice that stumbles does not take the others along. */
    private void taken(ObjectWatch.Notice notice) {
        try {
            take(notice);
        } catch (RuntimeException defect) {
            LOG.log(
                    System.Logger.Level.ERROR,
                    "a change could not be taken in. This is a defect of Gatewright",
                    defect);
        }
    }

    private void take(ObjectWatch.Notice notice) {
        if (notice instanceof ObjectWatch.Changed old && watches.get(old.key()) != old.source()
                || notice instanceof ObjectWatch.Listed late && watches.get(late.key()) != late.source()) {
            return; // of a watch that was renewed: the new one tells all of it
        }
        if (notice instanceof ObjectWatch.Changed changed) {
            Set<ObjectRef> there = objects.computeIfAbsent(changed.key(), key -> new HashSet<>());
            ObjectRef ref = changed.event().ref();
            if (changed.event() instanceof Event.Gone) {
                there.remove(ref);
            } else {
                there.add(ref);
            }
            Optional.ofNullable(unseen.get(changed.key())).ifPresent(refs -> refs.remove(ref));
            take(changed.event());
        } else if (notice instanceof ObjectWatch.Listed listed) {
            unlisted.remove(listed.key());
            denied.remove(listed.key());
            sweep(listed.key());
        } else if (notice instanceof ObjectWatch.Denied refused) {
            // not worth waiting for; whatever comes of it later is an ordinary change
            if (refused.why().startsWith("not permitted")) {
                unlisted.remove(refused.key());
            }
            denied.add(refused.key());
        } else {
            probe();
        }
    }

    private void take(Event event) {
        if (event instanceof Event.Put put) {
            observer.seen(put.object());
            held.addAll(reach.apply(new Event.Put(Statuses.without(put.object()))));
        } else {
            if (event instanceof Event.Gone) {
                observer.gone(event.ref());
            }
            held.addAll(reach.apply(event));
        }
    }

    /** Starts and ends watches so that they fit what is installed. */
    private void probe() {
        ServedKinds now;
        try {
            now = ServedKinds.probe(client);
        } catch (KubernetesClientException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "the API server cannot be asked what it serves, trying again: " + e.getMessage());
            later();
            return;
        }
        begun = true;
        probed = System.nanoTime();
        if (now.equals(served)) {
            return;
        }
        served = now;
        observer.served(now);
        Set<ObjectWatch.Key> wanted = new HashSet<>();
        now.versions().forEach((kind, version) -> {
            if (BY_NAMESPACE.contains(kind)) {
                opened.forEach(namespace -> wanted.add(new ObjectWatch.Key(kind, version, Optional.of(namespace))));
            } else if (kind.namespaced() && scope.restricted()) {
                scope.namespaces()
                        .forEach(namespace -> wanted.add(new ObjectWatch.Key(kind, version, Optional.of(namespace))));
            } else {
                wanted.add(new ObjectWatch.Key(kind, version, Optional.empty()));
            }
        });
        for (ObjectWatch.Key key : List.copyOf(watches.keySet())) {
            if (!wanted.contains(key)) {
                end(key);
            }
        }
        wanted.forEach(this::begin);
    }

    private void probeAgain() {
        if (begun && System.nanoTime() - probed > PROBE_EVERY) {
            probe();
        }
    }

    private void later() {
        Thread timer = new Thread(
                () -> {
                    try {
                        TimeUnit.SECONDS.sleep(1);
                        notices.add(new ObjectWatch.Installed());
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "gatewright-probe");
        timer.setDaemon(true);
        timer.start();
    }

    private synchronized void begin(ObjectWatch.Key key) {
        if (closed || watches.containsKey(key)) {
            return;
        }
        ObjectWatch watch = new ObjectWatch(client, key, notices::add);
        watches.put(key, watch);
        unlisted.add(key);
        watch.start();
    }

    /**
     * Lists everything of old watches anew: a connection that is dead without anybody having noticed must not keep us from
     * seeing changes for ever.
     */
    private synchronized void renew() {
        for (Map.Entry<ObjectWatch.Key, ObjectWatch> entry : List.copyOf(watches.entrySet())) {
            ObjectWatch.Key key = entry.getKey();
            long spread = Math.floorMod(key.toString().hashCode(), 300) * 1_000_000_000L;
            if (entry.getValue().listAge() > RESYNC + spread && !unlisted.contains(key) && !unseen.containsKey(key)) {
                entry.getValue().close();
                unseen.put(key, new HashSet<>(objects.getOrDefault(key, Set.of())));
                ObjectWatch next = new ObjectWatch(client, key, notices::add);
                watches.put(key, next);
                next.start();
            }
        }
    }

    /** After a renewed watch has listed: what it did not mention is gone. */
    private void sweep(ObjectWatch.Key key) {
        Set<ObjectRef> gone = unseen.remove(key);
        if (gone != null) {
            gone.forEach(ref -> {
                objects.getOrDefault(key, new HashSet<>()).remove(ref);
                take(new Event.Gone(ref));
            });
        }
    }

    /** A kind is not served any more: its objects are gone with it. */
    private synchronized void end(ObjectWatch.Key key) {
        ObjectWatch watch = watches.remove(key);
        unlisted.remove(key);
        if (watch != null) {
            watch.close();
        }
        Set<ObjectRef> gone = objects.remove(key);
        if (gone != null) {
            gone.forEach(ref -> take(new Event.Gone(ref)));
        }
    }

    /** Looks into namespaces and at objects that something refers to since the last time. */
    private void open() {
        for (String namespace : List.copyOf(reach.namespaces())) {
            if (scope.holds(namespace) && opened.add(namespace)) {
                BY_NAMESPACE.forEach(kind -> Optional.ofNullable(
                                served.versions().get(kind))
                        .ifPresent(version -> begin(new ObjectWatch.Key(kind, version, Optional.of(namespace)))));
            }
        }
        for (ObjectRef ref : reach.takeNewlyWanted()) {
            Optional<Kind<?>> kind = Kinds.find(ref.groupKind()).filter(Wants::byName);
            if (kind.isPresent() && listed(kind.get(), ref.namespace())) {
                get(kind.get(), ref);
            }
        }
        if (unlisted.isEmpty()) {
            waitingSince = System.nanoTime();
        }
    }

    private boolean listed(Kind<?> kind, String namespace) {
        return Optional.ofNullable(served.versions().get(kind))
                .map(version -> new ObjectWatch.Key(kind, version, Optional.of(namespace)))
                .filter(key -> watches.containsKey(key) && !unlisted.contains(key))
                .isPresent();
    }

    /** It went by when nobody had asked for it. */
    private void get(Kind<?> kind, ObjectRef ref) {
        try {
            GenericKubernetesResource found =
                    KubeObjects.at(client, kind, kind.version(), ref).get();
            if (found != null) {
                take(Event.of(KubeObjects.read(kind, kind.version(), found)));
            }
        } catch (KubernetesClientException e) {
            LOG.log(System.Logger.Level.WARNING, ref + ": cannot be read, trying again: " + e.getMessage());
            reach.wantAgain(ref);
        }
    }

    private void deliver() {
        boolean complete = begun && unlisted.isEmpty();
        long waited = System.nanoTime() - waitingSince;
        // at the beginning only kinds that cannot be listed at all are done without
        boolean tired =
                delivered ? waited > PATIENCE : begun && waited > FIRST_PATIENCE && denied.containsAll(unlisted);
        if (!complete && !tired) {
            return;
        }
        Consumer<List<Event>> receiver = inbox;
        if (receiver != null && (!held.isEmpty() || !delivered)) {
            receiver.accept(List.copyOf(held));
            held.clear();
            delivered = true;
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        thread.interrupt();
        if (crds != null) {
            crds.close();
        }
        watches.values().forEach(ObjectWatch::close);
        watches.clear();
    }
}
