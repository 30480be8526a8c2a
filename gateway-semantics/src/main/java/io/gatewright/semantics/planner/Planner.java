package io.gatewright.semantics.planner;

import io.gatewright.semantics.plan.Plan;
import io.gatewright.semantics.topology.Topology;
import java.util.List;

/** Makes the plans of one moment; {@link Plans} follows them through time. */
public final class Planner {
    private Planner() {}

    /** One plan per valid Gateway of ours, in the order of their names. */
    public static List<Plan> plan(Topology topology, EndpointSets endpoints) {
        return Plans.of(topology, endpoints).list();
    }
}
