package io.gatewright.runtime.stream;

import io.gatewright.model.name.ObjectRef;
import io.gatewright.runtime.RuntimeSettings;
import io.gatewright.runtime.listen.Transport;
import io.gatewright.runtime.observe.Meters;
import io.gatewright.runtime.observe.PortMeters;
import io.gatewright.runtime.snapshot.SnapshotCell;

/**
 * What a UDP port works with.
 *
 * @param port as declared
 */
record UdpContext(
        ObjectRef gateway,
        int port,
        SnapshotCell snapshots,
        RuntimeSettings settings,
        Transport transport,
        Meters all,
        PortMeters meters,
        Destinations destinations) {}
