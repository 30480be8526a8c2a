package io.gatewright.runtime.codec;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.FastThreadLocal;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One moment after which something happens, cheap to move: moving it later touches a field, and the task that is already
 * scheduled reschedules itself. Belongs to one event loop.
 */
public final class Deadline {
    /** Those of this thread that were given back, their tasks still scheduled: the next one need not schedule its own. */
    private static final FastThreadLocal<ArrayDeque<Deadline>> SPARE = new FastThreadLocal<>() {
        @Override
        protected ArrayDeque<Deadline> initialValue() {
            return new ArrayDeque<>();
        }
    };

    private static final int SPARES = 1024;

    private final EventLoop loop;
    private Runnable expiry;
    private final Runnable check = this::check;
    private boolean armed;
    private long at;
    private io.netty.util.concurrent.@Nullable ScheduledFuture<?> task;
    private long taskAt;

    /** @param expiry runs on {@code loop} */
    public Deadline(EventLoop loop, Runnable expiry) {
        this.loop = loop;
        this.expiry = expiry;
    }

    /**
     * One for a short while, whoever uses it says {@link #giveBack} at the end. For exchanges: they come and go so fast that
     * scheduling and cancelling a task for each would cost more than all else that is done with it.
     */
    public static Deadline borrow(EventLoop loop, Runnable expiry) {
        Deadline spare = SPARE.get().pollLast();
        if (spare == null || spare.loop != loop) {
            return new Deadline(loop, expiry);
        }
        spare.expiry = expiry;
        return spare;
    }

    /** Nothing happens any more, and nobody touches it again. On the thread of {@code loop}. */
    public void giveBack() {
        ArrayDeque<Deadline> spares = SPARE.get();
        if (spares.size() < SPARES) {
            armed = false;
            expiry = Deadline::nothing;
            spares.addLast(this);
        } else {
            cancel();
        }
    }

    /** Sets or moves it to {@code nanos} from now. */
    public void in(long nanos) {
        in(nanos, System.nanoTime());
    }

    /** As {@link #in(long)}, for those who know what {@link System#nanoTime()} says now. */
    public void in(long nanos, long now) {
        armed = true;
        at = now + nanos;
        if (task != null && taskAt - at <= 0) {
            return;
        }
        if (task != null) {
            task.cancel(false);
        }
        schedule(nanos);
    }

    /** Nothing happens any more. */
    public void clear() {
        armed = false;
    }

    /** As {@link #clear}, for good: gives the scheduled task back too. */
    public void cancel() {
        armed = false;
        if (task != null) {
            task.cancel(false);
            task = null;
        }
    }

    private static void nothing() {
        // of a deadline that nobody has
    }

    private void schedule(long nanos) {
        taskAt = System.nanoTime() + nanos;
        task = loop.schedule(check, nanos, TimeUnit.NANOSECONDS);
    }

    private void check() {
        task = null;
        if (!armed) {
            return;
        }
        long left = at - System.nanoTime();
        if (left > 0) {
            schedule(left);
        } else {
            armed = false;
            expiry.run();
        }
    }
}
