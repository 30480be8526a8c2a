package io.gatewright.runtime.listen;

import io.gatewright.model.name.ObjectRef;
import io.gatewright.runtime.RuntimeSettings;
import io.gatewright.runtime.observe.PortMeters;
import io.gatewright.runtime.snapshot.SnapshotCell;

/**
 * What all connections of one port have in common.
 *
 * @param port as declared
 */
record PortContext(
        ObjectRef gateway,
        int port,
        SnapshotCell snapshots,
        RuntimeSettings settings,
        Transport transport,
        Admission admission,
        HttpStart http,
        StreamStart streams,
        PortMeters meters) {}
