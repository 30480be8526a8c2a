package io.gatewright.runtime.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A deadline that one exchange gives back and another takes, its task still scheduled. */
class DeadlineTest {
    private static final long HOUR = TimeUnit.HOURS.toNanos(1);

    private final EventLoop loop = new DefaultEventLoop();

    @AfterEach
    void end() throws Exception {
        loop.shutdownGracefully(0, 5, TimeUnit.SECONDS).sync();
    }

    /** On the loop: the first one is set and given back, the second, which is the same, set to another moment. */
    private void exchange(Runnable first, long firstNanos, Runnable second, long secondNanos) throws Exception {
        loop.submit(() -> {
                    Deadline one = Deadline.borrow(loop, first);
                    one.in(firstNanos);
                    one.giveBack();
                    Deadline other = Deadline.borrow(loop, second);
                    assertSame(one, other);
                    other.in(secondNanos);
                })
                .sync();
    }

    @Test
    void the_time_of_who_gave_it_back_passes_unnoticed() throws Exception {
        AtomicInteger fired = new AtomicInteger();
        exchange(fired::incrementAndGet, TimeUnit.MILLISECONDS.toNanos(20), fired::incrementAndGet, HOUR);
        // the loop's tasks run in the order of their times
        loop.schedule(() -> {}, 40, TimeUnit.MILLISECONDS).sync();
        assertEquals(0, fired.get());
    }

    @Test
    void a_task_that_is_too_late_is_replaced() throws Exception {
        CompletableFuture<String> fired = new CompletableFuture<>();
        exchange(() -> fired.complete("first"), HOUR, () -> fired.complete("second"), 1_000_000);
        assertEquals("second", fired.get(60, TimeUnit.SECONDS));
    }

    @Test
    void a_task_that_is_too_early_waits_on() throws Exception {
        CompletableFuture<Long> fired = new CompletableFuture<>();
        long wait = TimeUnit.MILLISECONDS.toNanos(60);
        long began = System.nanoTime();
        exchange(() -> fired.complete(0L), 1_000_000, () -> fired.complete(System.nanoTime()), wait);
        long took = fired.get(60, TimeUnit.SECONDS) - began;
        assertTrue(took >= wait, took + " ns");
    }
}
