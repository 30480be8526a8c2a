package io.gatewright.app.proxy;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Collects what changes of the plan have left behind. Plans live long, so what replaced ones leave sits among the old objects,
 * and a JVM that could still ask for memory would rather do that than look there: a proxy with thousands of routes takes all
 * that its container allows. This looks a moment after a change, and asks for a collection when the heap has grown well beyond
 * what was alive after the last one; never for traffic alone, and at most once a minute, since the serial collector holds
 * everything up meanwhile (some 2 ms per MB alive). {@code -XX:+DisableExplicitGC} turns it off. For any thread.
 */
final class Tidying implements AutoCloseable {
    /** Changes of one burst are tidied up after once. */
    static final Duration QUIET = Duration.ofSeconds(3);

    static final Duration APART = Duration.ofMinutes(1);

    /** So much may always be there beyond half as much again as is alive. */
    static final long LEEWAY = 12L << 20;

    private final Heap heap;
    private final LongSupplier nanos;
    private final ScheduledExecutorService thread;
    private boolean scheduled;
    private long last;
    private long alive = -1;
    /** What the heap held after the last collection: less than that it may not give back, whoever asks. */
    private long kept;

    /** The heap of this process. */
    interface Heap {
        /** Bytes that it holds. */
        long held();

        /** Bytes of it that objects take, dead ones included. */
        long used();

        void collect();
    }

    private static final class OfJvm implements Heap {
        @Override
        public long held() {
            return Runtime.getRuntime().totalMemory();
        }

        @Override
        public long used() {
            return held() - Runtime.getRuntime().freeMemory();
        }

        @Override
        @SuppressWarnings("CallToSystemGC")
        public void collect() {
            System.gc();
        }
    }

    Tidying() {
        this(new OfJvm(), System::nanoTime, Executors.newSingleThreadScheduledExecutor(task -> {
            Thread made = new Thread(task, "gatewright-tidy");
            made.setDaemon(true);
            return made;
        }));
    }

    Tidying(Heap heap, LongSupplier nanos, ScheduledExecutorService thread) {
        this.heap = heap;
        this.nanos = nanos;
        this.thread = thread;
    }

    /** A change was put into effect. */
    synchronized void changed() {
        if (scheduled) {
            return;
        }
        long rest = alive < 0 ? 0 : APART.toNanos() - (nanos.getAsLong() - last);
        scheduled = true;
        try {
            thread.schedule(this::tidy, Math.max(QUIET.toNanos(), rest), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            // closed
        }
    }

    private synchronized void tidy() {
        scheduled = false;
        // the first time always: reading the first plan and starting leaves more than will ever come again
        if (alive >= 0 && heap.held() <= Math.max(kept, alive + alive / 2 + LEEWAY)) {
            return;
        }
        heap.collect();
        alive = heap.used();
        kept = heap.held();
        last = nanos.getAsLong();
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
