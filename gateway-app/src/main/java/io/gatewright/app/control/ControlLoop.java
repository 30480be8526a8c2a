package io.gatewright.app.control;

import io.gatewright.model.world.Event;
import io.gatewright.model.world.World;
import io.gatewright.semantics.plan.Ack;
import io.gatewright.semantics.plan.PlanSink;
import io.gatewright.semantics.report.ReportSink;
import io.gatewright.semantics.topology.Settings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * The single loop of the control path. Events and acknowledgements enter one inbox; one thread makes them into the next
 * world, topology, plans and report. Nothing else holds state, so nothing is locked.
 *
 * <p>A failure inside (a defect, not bad input) is logged and leaves the last good plans in force; the next event tries
 * again.
 */
public final class ControlLoop implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(ControlLoop.class.getName());

    private final BlockingQueue<Item> inbox = new LinkedBlockingQueue<>();
    private final Object turnstile = new Object();
    private final Pace pace;
    private final Thread thread;
    private final Work work;
    private final Consumer<State> states;
    private long sequence;
    private volatile State state;

    /** What waits in the inbox. */
    private sealed interface Item {}

    private record Change(long sequence, List<Event> events) implements Item {}

    private record Acked(Ack ack) implements Item {}

    private record Resettled(Optional<Settings> settings) implements Item {}

    private record Asked() implements Item {}

    private record Stop() implements Item {}

    /**
     * What the loop is connected to. All of it is called on the loop's thread, which must not be held up.
     *
     * @param settings who we are
     * @param completion adds to every world what goes without saying; identity if nothing does
     * @param plans where plans go
     * @param facts completes what a data plane said by what the world says: the addresses of a Service, for example
     * @param reports where statuses go; called only when something changed
     * @param reported whether anybody wants reports; as long as not, none are made, and {@link State#report} is an old one
     * @param states told of every new state
     */
    public record Wiring(
            Settings settings,
            UnaryOperator<World> completion,
            PlanSink plans,
            BiFunction<World, Ack, Ack> facts,
            ReportSink reports,
            BooleanSupplier reported,
            Consumer<State> states) {

        /** The wiring of one process that is the data plane itself: acks are facts as they are. */
        public Wiring(Settings settings, UnaryOperator<World> completion, PlanSink plans, ReportSink reports) {
            this(settings, completion, plans, (world, ack) -> ack, reports, () -> true, state -> {});
        }
    }

    private ControlLoop(Wiring wiring, Pace pace) {
        this.pace = pace;
        this.states = wiring.states();
        this.work = new Work(wiring, ack -> inbox.add(new Acked(ack)));
        this.state = work.state();
        this.thread = new Thread(this::run, "gatewright-control");
        this.thread.setDaemon(true);
    }

    /** Starts with an empty world. */
    public static ControlLoop start(Wiring wiring, Pace pace) {
        ControlLoop loop = new ControlLoop(wiring, pace);
        loop.thread.start();
        return loop;
    }

    /**
     * Puts events into the inbox. Any thread; returns at once.
     *
     * @return their sequence number, for {@link #awaitServed}
     */
    public long offer(List<Event> events) {
        synchronized (turnstile) {
            long number = ++sequence;
            inbox.add(new Change(number, List.copyOf(events)));
            return number;
        }
    }

    /** Puts a fact from the data plane into the inbox that nobody asked for: a port that could be bound after all. */
    public void acknowledge(Ack ack) {
        inbox.add(new Acked(ack));
    }

    /** Goes on with other settings: everything is decided anew. Any thread. */
    public void resettle(Settings settings) {
        inbox.add(new Resettled(Optional.of(settings)));
    }

    /** Decides everything anew: something beside the world has changed. Any thread. */
    public void again() {
        inbox.add(new Resettled(Optional.empty()));
    }

    /** Tells the newest report, whatever was told before: somebody wants it who did not until now. Any thread. */
    public void report() {
        inbox.add(new Asked());
    }

    /** Whether its thread runs. */
    public boolean alive() {
        return thread.isAlive();
    }

    /** What is known now. Any thread. */
    public State state() {
        return state;
    }

    /** Waits until the events of this number are in effect, or the time is over; says which. */
    public boolean awaitServed(long number, Duration timeout) {
        return await(now -> now.served() >= number, timeout);
    }

    /** Waits until the state is as wanted, or the time is over; says which. */
    public boolean await(Predicate<State> wanted, Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        synchronized (work) {
            while (!wanted.test(state)) {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    return false;
                }
                try {
                    TimeUnit.NANOSECONDS.timedWait(work, left);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return false;
                }
            }
            return true;
        }
    }

    private void run() {
        try {
            while (true) {
                List<Item> batch = collect();
                if (batch.stream().anyMatch(Stop.class::isInstance)) {
                    return;
                }
                guarded(() -> handle(batch));
                synchronized (work) {
                    state = work.state();
                    work.notifyAll();
                }
                guarded(() -> states.accept(state));
            }
        } catch (InterruptedException e) {
            LOG.log(System.Logger.Level.DEBUG, "control loop interrupted");
        }
    }

    private void handle(List<Item> batch) {
        List<Event> events = new ArrayList<>();
        long last = 0;
        for (Item item : batch) {
            if (item instanceof Change change) {
                events.addAll(change.events());
                last = change.sequence();
            } else if (item instanceof Acked acked) {
                work.acked(acked.ack());
            } else if (item instanceof Resettled resettled) {
                work.resettle(resettled.settings());
            } else if (item instanceof Asked) {
                work.tellReport();
            }
        }
        work.turn(events, last);
    }

    private static void guarded(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException e) {
            LOG.log(
                    System.Logger.Level.ERROR,
                    "a change could not be worked on; the last good plans stay in force. This is a defect of Gatewright",
                    e);
        }
    }

    /** One batch: everything that is there, and what comes shortly after; acknowledgements alone wait for nothing. */
    private List<Item> collect() throws InterruptedException {
        List<Item> batch = new ArrayList<>();
        batch.add(inbox.take());
        inbox.drainTo(batch);
        long deadline = System.nanoTime() + pace.most().toNanos();
        while (batch.stream().anyMatch(Change.class::isInstance)
                && batch.stream().noneMatch(Stop.class::isInstance)) {
            long left = Math.min(pace.quiet().toNanos(), deadline - System.nanoTime());
            Item next = left <= 0 ? null : inbox.poll(left, TimeUnit.NANOSECONDS);
            if (next == null) {
                break;
            }
            batch.add(next);
            inbox.drainTo(batch);
        }
        return batch;
    }

    /** Ends the thread. What is in the inbox is dropped; plans stay in force. */
    @Override
    public void close() {
        inbox.add(new Stop());
        if (Thread.currentThread() != thread) {
            try {
                thread.join(10_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
