package io.gatewright.runtime;

import io.gatewright.model.name.ObjectRef;
import io.gatewright.runtime.http.HttpConnections;
import io.gatewright.runtime.listen.HttpStart;
import io.gatewright.runtime.listen.Ports;
import io.gatewright.runtime.listen.Transport;
import io.gatewright.runtime.observe.Meters;
import io.gatewright.runtime.snapshot.Snapshot;
import io.gatewright.runtime.snapshot.SnapshotCell;
import io.gatewright.runtime.snapshot.SnapshotCompiler;
import io.gatewright.runtime.stream.Streams;
import io.gatewright.semantics.plan.Ack;
import io.gatewright.semantics.plan.Plan;
import io.gatewright.semantics.plan.PlanDiff;
import io.gatewright.semantics.plan.PlanSink;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Serves the plans of one or several Gateways. A change of plan never cuts a connection: sockets stay as long as they are
 * needed, each exchange takes the snapshot that is current when it begins, and only a port that vanishes drains.
 *
 * <p>Methods may be called by any thread; plans are put into effect one after the other by a thread of its own.
 */
public final class DataPlane implements PlanSink, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(DataPlane.class.getName());
    private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
    private static final Duration LAST_RETRY = Duration.ofSeconds(30);

    private final RuntimeSettings settings;
    private final Transport transport;
    private final HttpStart http;
    private final Meters meters = new Meters();
    private final Streams streams;
    private final Ports.Shared shared;
    private final SnapshotCompiler compiler;
    private final Consumer<Ack> later;
    private final ScheduledExecutorService applier;
    private final ConcurrentMap<ObjectRef, Served> gateways = new ConcurrentSkipListMap<>();
    private volatile boolean draining;
    private @Nullable CompletableFuture<Void> drained;

    /** How HTTP is spoken; made once per data plane. */
    @FunctionalInterface
    interface HttpFactory {
        HttpStart open(RuntimeSettings settings, Transport transport, Meters meters);
    }

    private DataPlane(RuntimeSettings settings, HttpFactory http, Consumer<Ack> later) {
        this.settings = settings;
        this.transport = Transport.open(settings.transport(), settings.eventLoops());
        this.http = http.open(settings, transport, meters);
        this.streams = new Streams(settings, transport, meters);
        this.shared = new Ports.Shared(settings, transport, this.http, streams, meters);
        this.compiler = new SnapshotCompiler(settings.tlsEngine());
        this.later = later;
        this.applier = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "gatewright-apply");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Starts event loops; sockets come with the first plan. */
    public static DataPlane start(RuntimeSettings settings) {
        return start(settings, ack -> {});
    }

    /**
     * As {@link #start(RuntimeSettings)}.
     *
     * @param later told when a port that could not be bound at first could be bound later
     */
    public static DataPlane start(RuntimeSettings settings, Consumer<Ack> later) {
        return new DataPlane(settings, HttpConnections::new, later);
    }

    static DataPlane start(RuntimeSettings settings, HttpFactory http, Consumer<Ack> later) {
        return new DataPlane(settings, http, later);
    }

    /** One Gateway; touched by the applying thread only, its cell excepted. */
    private static final class Served {
        final SnapshotCell snapshots;
        final Ports ports;
        Plan plan;
        /** The snapshot that serves is older than the plan, because that could not be put into effect. */
        boolean behind;

        Duration retry = FIRST_RETRY;
        boolean retrying;

        Served(ObjectRef gateway, Ports.Shared shared) {
            plan = Plan.empty(gateway);
            snapshots = new SnapshotCell(Snapshot.empty(gateway));
            ports = new Ports(gateway, snapshots, shared);
        }
    }

    /**
     * Puts a difference into effect: compiles, binds new ports, swaps, closes vanished ports. The answer tells which sockets
     * listen and which entries do not serve.
     */
    @Override
    public void accept(PlanDiff diff, Consumer<Ack> acks) {
        applier.execute(() -> acks.accept(apply(diff)));
    }

    private Ack apply(PlanDiff diff) {
        Served served = gateways.computeIfAbsent(diff.gateway(), gateway -> new Served(gateway, shared));
        Snapshot before = served.snapshots.read();
        served.plan = served.plan.apply(diff);
        Snapshot next;
        try {
            PlanDiff since = served.behind ? PlanDiff.between(before.plan(), served.plan, diff.version()) : diff;
            served.behind = true; // until this plan is the one that serves
            next = compiler.compile(served.plan, since, before);
        } catch (RuntimeException bug) {
            LOG.log(
                    System.Logger.Level.ERROR,
                    "plan " + diff.version() + " of " + diff.gateway() + " not applied",
                    bug);
            return ack(served); // with the version that goes on serving
        }
        if (!draining) {
            served.ports.open(next);
        }
        served.snapshots.swap(next);
        served.behind = false;
        served.ports.serve();
        served.ports.closeOthers(next, settings.portDrain());
        meters.applied(diff.gateway(), next.version(), settings.clock().instant(), next.served());
        if (!diff.gone().isEmpty()) {
            meters.forgetOthers(served.plan);
            streams.forgetOthers(served.plan);
        }
        served.retry = FIRST_RETRY;
        retryLater(served);
        return ack(served);
    }

    private void retryLater(Served served) {
        if (served.retrying || draining || !served.ports.lacking()) {
            return;
        }
        served.retrying = true;
        applier.schedule(
                () -> {
                    served.retrying = false;
                    retry(served);
                },
                served.retry.toMillis(),
                TimeUnit.MILLISECONDS);
        Duration twice = served.retry.multipliedBy(2);
        served.retry = twice.compareTo(LAST_RETRY) < 0 ? twice : LAST_RETRY;
    }

    private void retry(Served served) {
        if (draining || !served.ports.lacking()) {
            return;
        }
        boolean more = served.ports.open(served.snapshots.read());
        served.ports.serve();
        retryLater(served);
        if (more) {
            later.accept(ack(served));
        }
    }

    private static Ack ack(Served served) {
        Snapshot now = served.snapshots.read();
        List<Ack.Problem> problems = new ArrayList<>(now.problems());
        problems.addAll(served.ports.problems(now));
        return new Ack(now.gateway(), now.version(), served.ports.bound(), problems);
    }

    /** What serves now for a Gateway, null if no plan of it was taken. */
    public @Nullable Snapshot inspect(ObjectRef gateway) {
        Served served = gateways.get(gateway);
        return served == null ? null : served.snapshots.read();
    }

    /** All counters. */
    public Meters meters() {
        return meters;
    }

    /** True from the begin of a drain: the instance must no longer be reported as ready. */
    public boolean draining() {
        return draining;
    }

    /**
     * Ends in an orderly way: not ready at once; after {@link RuntimeSettings#drainDelay()} nothing new is accepted, HTTP/1.1
     * answers {@code Connection: close}, HTTP/2 sends GOAWAY; what is open after the deadline is cut. A second call returns
     * the first one's future.
     *
     * @param deadline counted from the end of the delay
     * @return completed when no connection is left
     */
    public synchronized CompletableFuture<Void> drain(Duration deadline) {
        if (drained == null) {
            draining = true;
            CompletableFuture<Void> done = new CompletableFuture<>();
            applier.schedule(
                    () -> {
                        CompletableFuture<?>[] closing = gateways.values().stream()
                                .map(served -> served.ports.drain(deadline))
                                .toArray(CompletableFuture<?>[]::new);
                        CompletableFuture.allOf(closing).whenComplete((nothing, failure) -> done.complete(null));
                    },
                    settings.drainDelay().toMillis(),
                    TimeUnit.MILLISECONDS);
            drained = done;
        }
        return drained;
    }

    /** Cuts everything that is still open and stops all threads. Waits for them a few seconds at most. */
    @Override
    public void close() {
        draining = true;
        try {
            applier.submit(() -> gateways.values().forEach(served -> served.ports.drain(Duration.ZERO)))
                    .get(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException | RejectedExecutionException e) {
            // closed before, or stuck: the event loops end all the same
        }
        applier.shutdownNow();
        http.close();
        transport.close();
    }
}
