package io.gatewright.runtime.codec;

import io.netty.channel.EventLoop;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One moment after which something happens, cheap to move: moving it later touches a field, and the task that is already
 * scheduled reschedules itself. Belongs to one event loop.
 */
public final class Deadline {
    private final EventLoop loop;
    private final Runnable expiry;
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

    /** Sets or moves it to {@code nanos} from now. */
    public void in(long nanos) {
        armed = true;
        at = System.nanoTime() + nanos;
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
