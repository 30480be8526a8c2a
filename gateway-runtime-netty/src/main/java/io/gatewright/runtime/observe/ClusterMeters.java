package io.gatewright.runtime.observe;

import java.util.concurrent.atomic.LongAdder;

/** Counts what happens towards one cluster. Any thread. */
public final class ClusterMeters {
    final LongAdder opened = new LongAdder();
    final LongAdder closed = new LongAdder();
    final LongAdder failures = new LongAdder();
    final LongAdder retries = new LongAdder();

    ClusterMeters() {}

    /** A connection to an endpoint was made. */
    public void opened() {
        opened.increment();
    }

    /** It is over. */
    public void closed() {
        closed.increment();
    }

    /** A connection (or its TLS handshake) failed. */
    public void connectFailed() {
        failures.increment();
    }

    /** A request was tried again. */
    public void retried() {
        retries.increment();
    }

    /** Connections open now. */
    public long active() {
        return opened.sum() - closed.sum();
    }
}
