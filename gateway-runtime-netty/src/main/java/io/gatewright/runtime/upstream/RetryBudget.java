package io.gatewright.runtime.upstream;

import io.gatewright.semantics.plan.ClusterPlan;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How many retries a cluster bears (GEP-3388): a share of the requests of the running interval, or a few per second if
 * there is little traffic. Shared by all event loops; counts, never locks.
 */
final class RetryBudget {
    private final ClusterPlan.RetryBudget plan;
    private final Window requests;
    private final Window retries;
    private final Window least;

    RetryBudget(ClusterPlan.RetryBudget plan) {
        this.plan = plan;
        requests = new Window(plan.interval().toNanos());
        retries = new Window(plan.interval().toNanos());
        least = new Window(plan.minInterval().toNanos());
    }

    ClusterPlan.RetryBudget plan() {
        return plan;
    }

    /** A first try begins. */
    void request(long now) {
        requests.add(now);
    }

    /** Takes a retry out of the budget, if there is one. */
    boolean retry(long now) {
        boolean within = least.count(now) < plan.minCount()
                || (retries.count(now) + 1) * 100L <= (long) plan.percent() * requests.count(now);
        if (within) {
            least.add(now);
            retries.add(now);
        }
        return within;
    }

    /** Events of the current interval. */
    private static final class Window {
        private final long length;
        private final AtomicLong start = new AtomicLong();
        private final AtomicInteger count = new AtomicInteger();

        Window(long length) {
            this.length = Math.max(1, length);
        }

        void add(long now) {
            roll(now);
            count.incrementAndGet();
        }

        int count(long now) {
            roll(now);
            return count.get();
        }

        private void roll(long now) {
            long began = start.get();
            if ((began == 0 || now - began >= length) && start.compareAndSet(began, now)) {
                count.set(0);
            }
        }
    }
}
