package io.gatewright.runtime.snapshot;

import java.util.concurrent.atomic.AtomicReference;

/**
 * The one mutable reference between the path of a change and the path of a request. An exchange reads it once and keeps
 * what it read to its end.
 */
public final class SnapshotCell {
    private final AtomicReference<Snapshot> current;

    public SnapshotCell(Snapshot first) {
        current = new AtomicReference<>(first);
    }

    /** The snapshot that serves now, with everything written before its {@link #swap}. Any thread. */
    public Snapshot read() {
        return current.getAcquire();
    }

    /** Makes {@code next} the snapshot of all later reads. One thread at a time: the one that applies plans. */
    public void swap(Snapshot next) {
        current.setRelease(next);
    }
}
