package io.gatewright.app.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.Callable;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TidyingTest {
    private static final long MIB = 1L << 20;

    private final ByHand thread = new ByHand();
    private long now;
    private long held = 40 * MIB;
    private long shrinksTo = 30 * MIB;
    private int collections;
    private final Tidying tidying = new Tidying(
            new Tidying.Heap() {
                @Override
                public long held() {
                    return held;
                }

                @Override
                public long used() {
                    return Math.min(held, 20 * MIB);
                }

                @Override
                public void collect() {
                    collections++;
                    held = Math.min(held, shrinksTo);
                }
            },
            () -> now,
            thread);

    /** Keeps the task that was given last, and when it is due. */
    private static final class ByHand extends ScheduledThreadPoolExecutor {
        private Runnable task = () -> {};
        private long delay;
        private int given;

        ByHand() {
            super(1);
        }

        @Override
        public ScheduledFuture<?> schedule(Runnable command, long after, TimeUnit unit) {
            task = command;
            delay = unit.toNanos(after);
            given++;
            return super.schedule((Callable<String>) () -> "", 0, unit);
        }
    }

    @AfterEach
    void close() {
        tidying.close();
    }

    private void runDue() {
        now += thread.delay;
        thread.task.run();
    }

    @Test
    void the_first_plan_is_always_tidied_up_after() {
        tidying.changed();
        tidying.changed();
        assertEquals(1, thread.given, "a burst counts once");
        assertEquals(Tidying.QUIET.toNanos(), thread.delay);
        runDue();
        assertEquals(1, collections);
    }

    @Test
    void a_heap_that_cannot_shrink_is_not_collected_again_and_again() {
        held = 256 * MIB;
        shrinksTo = held;
        tidying.changed();
        runDue();
        tidying.changed();
        runDue();
        assertEquals(1, collections);
    }

    @Test
    void later_ones_only_when_the_heap_has_grown_and_not_more_than_once_a_minute() {
        tidying.changed();
        runDue();
        now += Tidying.APART.toNanos() / 4;
        tidying.changed();
        assertEquals(Tidying.APART.toNanos() * 3 / 4, thread.delay);
        held = 30 * MIB + Tidying.LEEWAY;
        runDue();
        assertEquals(1, collections, "within bounds");
        held++;
        tidying.changed();
        assertEquals(Tidying.QUIET.toNanos(), thread.delay, "the minute is over");
        runDue();
        assertEquals(2, collections);
    }
}
