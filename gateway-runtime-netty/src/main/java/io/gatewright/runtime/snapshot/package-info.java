/**
 * A plan made executable: {@link io.gatewright.runtime.snapshot.Snapshot} holds tables, TLS contexts and
 * clusters, immutable; {@link io.gatewright.runtime.snapshot.SnapshotCell} is the one mutable reference, read
 * once per exchange. Live things (pools, health, counters) are keyed beside the snapshot, never inside it.
 */
@NullMarked
package io.gatewright.runtime.snapshot;

import org.jspecify.annotations.NullMarked;
