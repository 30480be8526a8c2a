package io.gatewright.semantics.report;

import io.gatewright.model.name.ObjectRef;
import io.gatewright.semantics.plan.Ack;
import io.gatewright.semantics.topology.Topology;
import java.util.Map;

/** Derives the report of one moment; {@link Reporting} follows it through time. */
public final class Reports {
    private Reports() {}

    /**
     * The whole report.
     *
     * @param acks the newest ack of each Gateway's data plane; a Gateway without one has not been programmed yet
     */
    public static Report of(Topology topology, Map<ObjectRef, Ack> acks) {
        return Reporting.of(topology, acks).report();
    }
}
