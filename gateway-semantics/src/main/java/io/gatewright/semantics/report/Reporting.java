package io.gatewright.semantics.report;

import io.gatewright.model.name.ObjectRef;
import io.gatewright.model.sorted.SortedTree;
import io.gatewright.semantics.listener.ListenerSetNode;
import io.gatewright.semantics.plan.Ack;
import io.gatewright.semantics.topology.ClassNode;
import io.gatewright.semantics.topology.GatewayNode;
import io.gatewright.semantics.topology.Topology;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The report of a topology and of what data planes said: all conditions of an object at once, and nowhere else. Immutable.
 *
 * <p>{@link #of} derives it afresh. {@link #next} gives the same answer for a later topology and later acks and takes over
 * what did not change, so that its cost follows the change.
 */
public final class Reporting {
    private final Topology topology;
    private final Map<ObjectRef, Ack> acks;
    private final SortedTree<ObjectRef, ObjectReport> objects;

    /** Those among the objects that are about policies. */
    private final SortedTree<ObjectRef, ObjectReport> policies;

    private Reporting(Making made) {
        this.topology = made.topology;
        this.acks = made.acks;
        this.objects = made.objects;
        this.policies = made.policies;
    }

    /**
     * The whole report.
     *
     * @param acks the newest ack of each Gateway's data plane; a Gateway without one has not been programmed yet
     */
    public static Reporting of(Topology topology, Map<ObjectRef, Ack> acks) {
        return new Making(topology, acks, null).made();
    }

    /** The report of later: equal to {@code of(later, acksThen)}. */
    public Reporting next(Topology later, Map<ObjectRef, Ack> acksThen) {
        // the controller's name is in every route's status, and no route need have changed for it to be another one
        boolean sameSettings = later.settings().equals(topology.settings());
        return new Making(later, acksThen, sameSettings ? this : null).made();
    }

    /** What is to be said; nothing in it is unsettled. */
    public Report report() {
        return new Report(objects.asMap());
    }

    /** One step. */
    private static final class Making {
        private final Topology topology;
        private final Map<ObjectRef, Ack> acks;
        private final @Nullable Reporting before;
        private SortedTree<ObjectRef, ObjectReport> objects;
        private SortedTree<ObjectRef, ObjectReport> policies;

        Making(Topology topology, Map<ObjectRef, Ack> acks, @Nullable Reporting before) {
            this.topology = topology;
            this.acks = new TreeMap<>(acks);
            this.before = before;
            this.objects = before == null ? SortedTree.empty() : before.objects;
            this.policies = before == null ? SortedTree.empty() : before.policies;
        }

        Reporting made() {
            classes();
            routes();
            gateways();
            if (policiesConcerned()) {
                policies();
            }
            return new Reporting(this);
        }

        private void put(ObjectReport report) {
            if (!report.equals(objects.get(report.object()))) {
                objects = objects.with(report.object(), report);
            }
        }

        private void classes() {
            GatewayReports reports = new GatewayReports(topology);
            TreeSet<ObjectRef> gone = new TreeSet<>();
            if (before != null) {
                before.topology
                        .classes()
                        .forEach(node -> gone.add(node.gatewayClass().ref()));
            }
            for (ClassNode node : topology.classes()) {
                gone.remove(node.gatewayClass().ref());
                put(reports.of(node));
            }
            gone.forEach(ref -> objects = objects.without(ref));
        }

        private void routes() {
            RouteReports reports = new RouteReports(topology.settings().controllerName());
            if (before == null) {
                topology.routes().values().forEach(node -> put(reports.of(node)));
                return;
            }
            topology.routesSince(before.topology, (ref, old, now) -> {
                if (now == null) {
                    objects = objects.without(ref);
                } else {
                    put(reports.of(now));
                }
            });
        }

        /** Gateways that changed or about which something new was said, and owners of listeners with other routes than before. */
        private void gateways() {
            TreeSet<ObjectRef> dirty = new TreeSet<>();
            TreeSet<ObjectRef> owners = new TreeSet<>();
            if (before == null) {
                dirty.addAll(topology.gateways().keySet());
            } else {
                topology.gatewaysSince(before.topology, (ref, old, now) -> dirty.add(ref));
                topology.attached()
                        .listenersSince(before.topology.attached(), listener -> owners.add(listener.owner()));
                owners.forEach(owner -> topology.gatewayOf(owner).ifPresent(dirty::add));
                acks.forEach((gateway, ack) -> {
                    if (!ack.equals(before.acks.get(gateway))) {
                        dirty.add(gateway);
                    }
                });
                before.acks.keySet().stream()
                        .filter(gateway -> !acks.containsKey(gateway))
                        .forEach(dirty::add);
            }
            List<ObjectReport> fresh = new ArrayList<>();
            for (ObjectRef gateway : dirty) {
                GatewayNode old =
                        before == null ? null : before.topology.gateways().get(gateway);
                GatewayNode now = topology.gateways().get(gateway);
                if (old != null) {
                    forget(old, now);
                }
                if (now != null) {
                    report(gateway, old, now, owners, fresh);
                }
            }
            // after all that is gone: a ListenerSet may have gone over from one Gateway to another
            fresh.forEach(this::put);
        }

        private void forget(GatewayNode old, @Nullable GatewayNode now) {
            TreeSet<ObjectRef> kept = new TreeSet<>();
            if (now != null) {
                kept.add(now.gateway().ref());
                now.listeners().sets().forEach(set -> kept.add(set.set().ref()));
            }
            List<ObjectRef> gone = new ArrayList<>(List.of(old.gateway().ref()));
            old.listeners().sets().forEach(set -> gone.add(set.set().ref()));
            gone.stream().filter(ref -> !kept.contains(ref)).forEach(ref -> objects = objects.without(ref));
        }

        private void report(
                ObjectRef gateway,
                @Nullable GatewayNode old,
                GatewayNode now,
                TreeSet<ObjectRef> owners,
                List<ObjectReport> fresh) {
            Optional<Ack> ack = Optional.ofNullable(acks.get(gateway));
            boolean sameAck = before != null && ack.equals(Optional.ofNullable(before.acks.get(gateway)));
            GatewayReports reports = new GatewayReports(topology);
            ListenerReports listeners = new ListenerReports(topology, now, ack);
            fresh.add(reports.of(now, listeners, ack));
            boolean sameGateway = old != null && sameAck && old.valid() == now.valid();
            Map<ObjectRef, ListenerSetNode> known = new TreeMap<>();
            if (old != null && sameGateway) {
                old.listeners().sets().forEach(set -> known.put(set.set().ref(), set));
            }
            for (ListenerSetNode set : now.listeners().sets()) {
                ObjectRef ref = set.set().ref();
                boolean same = old != null
                        && !owners.contains(ref)
                        && set.equals(known.get(ref))
                        && now.listeners().of(ref).equals(old.listeners().of(ref));
                if (!same) {
                    fresh.add(reports.of(now, set, listeners));
                }
            }
        }

        /** Policies are few, and those that aim at one target know of each other: they are judged all or none. */
        private boolean policiesConcerned() {
            if (before == null || topology.policies() != before.topology.policies()) {
                return true;
            }
            TreeSet<ObjectRef> concerned = new TreeSet<>();
            topology.attached().backendsSince(before.topology.attached(), backend -> {
                if (PolicyReports.concerns(topology, backend)) {
                    concerned.add(backend);
                }
            });
            topology.gatewaysSince(before.topology, (gateway, old, now) -> {
                if (!topology.policies().telemetry().aimingAt(gateway).isEmpty()) {
                    concerned.add(gateway);
                }
            });
            return !concerned.isEmpty();
        }

        private void policies() {
            TreeMap<ObjectRef, ObjectReport> all = new TreeMap<>();
            new PolicyReports(topology).all().forEach(report -> all.put(report.object(), report));
            SortedTree<ObjectRef, ObjectReport> now = SortedTree.copyOf(all);
            now.since(
                    policies,
                    (ref, old, young) -> objects = young == null ? objects.without(ref) : objects.with(ref, young));
            policies = now;
        }
    }
}
