package io.gatewright.app.control;

import io.gatewright.model.core.EndpointSlice;
import io.gatewright.model.name.ObjectRef;
import io.gatewright.model.world.Event;
import io.gatewright.model.world.World;
import io.gatewright.semantics.plan.Ack;
import io.gatewright.semantics.plan.Plan;
import io.gatewright.semantics.plan.PlanDiff;
import io.gatewright.semantics.planner.EndpointSets;
import io.gatewright.semantics.planner.Plans;
import io.gatewright.semantics.report.Report;
import io.gatewright.semantics.report.Reporting;
import io.gatewright.semantics.topology.Settings;
import io.gatewright.semantics.topology.Topology;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The state of the control loop and its one step. Used by the loop's thread only. */
final class Work {
    /** Where nobody acknowledges, as in a replica that does not lead, batches must not pile up. */
    private static final int MOST_PENDING = 256;

    private final ControlLoop.Wiring wiring;
    private final Consumer<Ack> acks;

    private World world = World.empty();
    private Topology topology;
    private Plans made;
    private List<Plan> plans = List.of();
    private Reporting reporting;
    private Report report;
    private long decided;
    private long served;

    /** What the data plane was told last, and which version that was; a Gateway that is gone stays until it is acknowledged. */
    private final SortedMap<ObjectRef, Plan> sent = new TreeMap<>();

    private final Map<ObjectRef, Long> versions = new HashMap<>();

    /** A copy of {@link #versions} as they are, if one was made. */
    private @Nullable Map<ObjectRef, Long> copied;

    private final SortedMap<ObjectRef, Ack> acked = new TreeMap<>();
    private final Deque<Pending> pending = new ArrayDeque<>();
    private long version;
    private boolean stale;
    private boolean fresh = true;
    private boolean failed;
    private boolean unreported;
    private @Nullable Settings resettled;

    /** A batch whose plans are on their way: served when each Gateway has acknowledged that version. */
    private record Pending(long sequence, Map<ObjectRef, Long> versions) {}

    Work(ControlLoop.Wiring wiring, Consumer<Ack> acks) {
        this.wiring = wiring;
        this.acks = acks;
        this.topology = Topology.of(wiring.completion().apply(world), wiring.settings());
        this.made = Plans.of(topology, EndpointSets.of(world));
        this.reporting = Reporting.of(topology, acked);
        this.report = reporting.report();
    }

    State state() {
        return new State(
                decided,
                served,
                world,
                topology,
                plans,
                java.util.Collections.unmodifiableSortedMap(new TreeMap<>(acked)),
                report);
    }

    /** A fact from the data plane; what follows from it is worked out in the next {@link #turn}. */
    void acked(Ack ack) {
        Long current = versions.get(ack.gateway());
        if (current == null) {
            return;
        }
        // one that is older than what is known only says that facts beside it have changed
        acked.merge(ack.gateway(), ack, (known, now) -> now.version() < known.version() ? known : now);
        stale = true;
    }

    /** Tells the report in the next {@link #turn}, also if it is the one that was told last. */
    void tellReport() {
        stale = true;
    }

    /** Decides everything anew with other settings, in the next {@link #turn}. */
    void resettle(Optional<Settings> settings) {
        resettled = settings.orElse(resettled);
        fresh = true;
    }

    /**
     * Takes events, and everything that follows from them.
     *
     * @param last the number of the last event, 0 if there is none
     */
    void turn(List<Event> events, long last) {
        World next = world.apply(events);
        if (next != world || fresh) {
            // kept even if the rest fails: the next turn then begins from what is declared
            world = next;
            boolean resolving = fresh || !onlyEndpoints(events);
            fresh = true; // until all of it has succeeded
            plan(resolving);
            send();
            stale = true;
            fresh = false;
        }
        if (last > 0) {
            decided = last;
            pending.add(new Pending(last, versions()));
            if (pending.size() > MOST_PENDING) {
                pending.remove(); // versions only grow: the next one answers for it
            }
        }
        settle();
        // before the first event nothing is known, which must not be told as if nothing were there
        if (stale && decided > 0 && wiring.reported().getAsBoolean()) {
            report();
            stale = false;
            wiring.reports().accept(report);
        }
    }

    /** Most batches change no plan, and share one copy. */
    private Map<ObjectRef, Long> versions() {
        Map<ObjectRef, Long> known = copied;
        if (known == null) {
            known = Map.copyOf(versions);
            copied = known;
        }
        return known;
    }

    /** Endpoints come and go far more often than anything else, and no reference or route depends on them. */
    private static boolean onlyEndpoints(List<Event> events) {
        return events.stream()
                .allMatch(event -> event.ref().groupKind().equals(EndpointSlice.KIND.groupKind())
                        && !(event instanceof Event.Spoiled));
    }

    /**
     * From what there is already; but after a failure from nothing, so that a defect in how results are taken over costs one
     * change and not all that follow.
     */
    private void plan(boolean resolving) {
        boolean afresh = failed;
        failed = true; // until it has succeeded
        if (resolving) {
            World complete = wiring.completion().apply(world);
            Settings known = topology.settings();
            Settings settings = resettled == null ? known : resettled;
            topology = afresh || !settings.equals(known) ? Topology.of(complete, settings) : topology.next(complete);
            resettled = null;
        }
        EndpointSets endpoints = EndpointSets.of(world);
        made = afresh ? Plans.of(topology, endpoints) : made.next(topology, endpoints);
        plans = made.list();
        failed = false;
    }

    private void report() {
        SortedMap<ObjectRef, Ack> facts = facts();
        boolean afresh = unreported;
        unreported = true; // until it has succeeded
        reporting = afresh ? Reporting.of(topology, facts) : reporting.next(topology, facts);
        report = reporting.report().withUnsettled(unsettled());
        unreported = false;
    }

    private SortedMap<ObjectRef, Ack> facts() {
        SortedMap<ObjectRef, Ack> facts = new TreeMap<>();
        acked.forEach((gateway, ack) -> facts.put(gateway, wiring.facts().apply(world, ack)));
        return facts;
    }

    private SortedSet<ObjectRef> unsettled() {
        SortedSet<ObjectRef> waiting = new TreeSet<>();
        versions.forEach((gateway, needed) -> {
            Ack ack = acked.get(gateway);
            if (ack == null || ack.version() < needed) {
                waiting.add(gateway);
            }
        });
        return waiting;
    }

    /** Sends what changed: first what must go, so that its ports are free for others. */
    private void send() {
        Map<ObjectRef, Plan> wanted = new TreeMap<>();
        plans.forEach(plan -> wanted.put(plan.gateway(), plan));
        for (Map.Entry<ObjectRef, Plan> last : new ArrayList<>(sent.entrySet())) {
            ObjectRef gateway = last.getKey();
            Plan before = last.getValue();
            if (!wanted.containsKey(gateway) && !before.entries().isEmpty()) {
                tell(PlanDiff.between(before, Plan.empty(gateway), version + 1));
                sent.put(gateway, Plan.empty(gateway));
            }
        }
        wanted.forEach((gateway, plan) -> {
            Plan before = sent.get(gateway);
            PlanDiff diff = PlanDiff.between(before == null ? Plan.empty(gateway) : before, plan, version + 1);
            if (before == null || !diff.isEmpty()) {
                tell(diff);
            }
            sent.put(gateway, plan); // after the telling: if that fails, it is told again
        });
    }

    private void tell(PlanDiff diff) {
        version = diff.version();
        wiring.plans().accept(diff, acks);
        copied = null;
        versions.put(diff.gateway(), version); // acks come through the inbox, so none can be there already
    }

    /** Moves {@code served} on, and forgets Gateways that are gone for good. */
    private void settle() {
        while (!pending.isEmpty() && reached(pending.peek())) {
            served = pending.remove().sequence();
        }
        for (ObjectRef gateway : new ArrayList<>(sent.keySet())) {
            Ack ack = acked.get(gateway);
            boolean gone = made.plan(gateway).isEmpty();
            if (gone && ack != null && ack.version() >= versions.getOrDefault(gateway, Long.MAX_VALUE)) {
                sent.remove(gateway);
                copied = null;
                versions.remove(gateway);
                acked.remove(gateway);
            }
        }
    }

    private boolean reached(Pending batch) {
        for (Map.Entry<ObjectRef, Long> needed : batch.versions().entrySet()) {
            Ack ack = acked.get(needed.getKey());
            boolean forgotten = !versions.containsKey(needed.getKey());
            if (!forgotten && (ack == null || ack.version() < needed.getValue())) {
                return false;
            }
        }
        return true;
    }
}
