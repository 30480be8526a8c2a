package io.gatewright.app.control;

import io.gatewright.model.name.ObjectRef;
import io.gatewright.model.world.World;
import io.gatewright.semantics.plan.Ack;
import io.gatewright.semantics.plan.Plan;
import io.gatewright.semantics.report.Report;
import io.gatewright.semantics.topology.Topology;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * What the control loop knows at one moment. Immutable.
 *
 * @param decided every batch of events up to this sequence number has been made into plans and a report
 * @param served every batch up to this one is in effect: the data plane has acknowledged its plans
 * @param world as declared
 * @param topology of the world
 * @param plans one per accepted Gateway, in order
 * @param acks the last one of each Gateway that has a plan
 * @param report the status of every object, these acks included; an older one where nobody wants reports
 */
public record State(
        long decided,
        long served,
        World world,
        Topology topology,
        List<Plan> plans,
        SortedMap<ObjectRef, Ack> acks,
        Report report) {

    /** The plan of a Gateway. */
    public Optional<Plan> plan(ObjectRef gateway) {
        return plans.stream().filter(plan -> plan.gateway().equals(gateway)).findFirst();
    }
}
