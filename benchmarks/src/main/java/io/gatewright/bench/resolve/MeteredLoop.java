package io.gatewright.bench.resolve;

import com.sun.management.ThreadMXBean;
import io.gatewright.app.control.ControlLoop;
import io.gatewright.app.control.Pace;
import io.gatewright.app.control.State;
import io.gatewright.bench.resolve.Turn.Cost;
import io.gatewright.model.name.ObjectRef;
import io.gatewright.model.world.Event;
import io.gatewright.runtime.snapshot.Snapshot;
import io.gatewright.runtime.snapshot.SnapshotCompiler;
import io.gatewright.runtime.tls.TlsEngine;
import io.gatewright.semantics.plan.Ack;
import io.gatewright.semantics.plan.PlanDiff;
import io.gatewright.semantics.report.Report;
import io.gatewright.semantics.topology.Settings;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The control loop of the product with a meter at each of its doors. Plans go to a data plane that acknowledges at once;
 * reports are compared with the one before on the loop's thread, as the writer of statuses does.
 *
 * <p>The meter reads processor time and allocation of the loop's thread only, so that neither the collector nor the
 * compiler nor another process of the machine counts.
 */
final class MeteredLoop implements AutoCloseable {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final long PATIENCE_SECONDS = 300;

    private final ControlLoop loop;
    private Report report = new Report(new TreeMap<>());

    // of the batch that is under way; written by the loop's thread between offer and latch
    private Cost started = Cost.NONE;
    private Cost planned = Cost.NONE;
    private Cost reported = Cost.NONE;
    private Cost turned = Cost.NONE;
    private long reportedNanos;
    private int reports;
    private final List<PlanDiff> diffs = new ArrayList<>();
    private final Set<ObjectRef> changed = new LinkedHashSet<>();
    private volatile CountDownLatch done = new CountDownLatch(1);

    /** What a proxy serves; null: nobody looks. */
    private final @Nullable Map<ObjectRef, Snapshot> served;

    private final SnapshotCompiler compiler = new SnapshotCompiler(TlsEngine.JDK);

    /** @param proxied whether each difference is also compiled as a proxy does */
    MeteredLoop(boolean proxied) {
        served = proxied ? new HashMap<>() : null;
        loop = ControlLoop.start(
                new ControlLoop.Wiring(
                        Settings.defaults(),
                        world -> world,
                        this::plan,
                        (world, ack) -> ack,
                        this::report,
                        () -> true,
                        this::turned),
                new Pace(Duration.ZERO, Duration.ZERO));
    }

    /** Offers events, waits until they are served, and says what came of them. */
    Turn turn(List<Event> events) {
        diffs.clear();
        changed.clear();
        reports = 0;
        done = new CountDownLatch(1);
        long offered = System.nanoTime();
        loop.offer(events);
        try {
            if (!done.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException(
                        "a batch of " + events.size() + " events was not served within " + PATIENCE_SECONDS + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
        Cost proxy = proxy();
        Turn turn = new Turn(
                (diffs.isEmpty() ? reported : planned).since(started),
                reported.since(diffs.isEmpty() ? reported : planned),
                diffs.isEmpty() ? Cost.NONE : now.since(turned),
                proxy,
                reportedNanos - offered,
                List.copyOf(diffs),
                Set.copyOf(changed));
        started = now;
        return turn;
    }

    /** The differences put into effect, by the thread that asks. */
    private Cost proxy() {
        Map<ObjectRef, Snapshot> snapshots = served;
        if (snapshots == null) {
            return Cost.NONE;
        }
        Cost began = meter();
        for (PlanDiff diff : diffs) {
            Snapshot before = snapshots.computeIfAbsent(diff.gateway(), Snapshot::empty);
            snapshots.put(diff.gateway(), compiler.compile(before.plan().apply(diff), diff, before));
        }
        return meter().since(began);
    }

    private Cost now = Cost.NONE;

    State state() {
        return loop.state();
    }

    private static Cost meter() {
        return new Cost(
                THREADS.getCurrentThreadCpuTime(),
                THREADS.getThreadAllocatedBytes(Thread.currentThread().getId()));
    }

    private void plan(PlanDiff diff, Consumer<Ack> acks) {
        planned = meter();
        diffs.add(diff);
        acks.accept(new Ack(
                diff.gateway(),
                diff.version(),
                List.of(
                        new Ack.Bound(80, false, "127.0.0.1", 80),
                        new Ack.Bound(443, false, "127.0.0.1", 443),
                        new Ack.Bound(8080, false, "127.0.0.1", 8080)),
                List.of()));
    }

    private void report(Report next) {
        compare(report, next);
        report = next;
        if (reports++ == 0) {
            reported = meter();
            reportedNanos = System.nanoTime();
        }
    }

    private void compare(Report before, Report next) {
        next.since(before, (ref, old, now) -> changed.add(ref));
    }

    private void turned(State state) {
        boolean served = state.served() == state.decided();
        if (!served) {
            turned = meter();
            return;
        }
        now = meter();
        done.countDown();
    }

    @Override
    public void close() {
        loop.close();
    }
}
