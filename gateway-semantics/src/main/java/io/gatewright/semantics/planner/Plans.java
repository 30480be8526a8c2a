package io.gatewright.semantics.planner;

import io.gatewright.model.name.ObjectRef;
import io.gatewright.model.sorted.SortedTree;
import io.gatewright.semantics.attach.ParentVerdict;
import io.gatewright.semantics.plan.Plan;
import io.gatewright.semantics.topology.GatewayNode;
import io.gatewright.semantics.topology.RouteNode;
import io.gatewright.semantics.topology.Topology;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The plans of a topology: one per valid Gateway of ours, what is left when only traffic matters. Immutable.
 *
 * <p>{@link #of} makes them afresh. {@link #next} gives the same answer for a later topology and takes over what did not
 * change, so that its cost follows the change.
 */
public final class Plans {
    private final Topology topology;
    private final EndpointSets endpoints;
    private final SortedTree<ObjectRef, GatewayPlan> gateways;

    private Plans(Topology topology, EndpointSets endpoints, SortedTree<ObjectRef, GatewayPlan> gateways) {
        this.topology = topology;
        this.endpoints = endpoints;
        this.gateways = gateways;
    }

    /** The plans of a topology. */
    public static Plans of(Topology topology, EndpointSets endpoints) {
        return new Making(topology, endpoints, null).plans();
    }

    /** The plans of a later topology, with the endpoints of then: equal to {@code of(later, endpointsThen)}. */
    public Plans next(Topology later, EndpointSets endpointsThen) {
        return new Making(later, endpointsThen, this).plans();
    }

    /** All plans, in the order of their Gateways. */
    public List<Plan> list() {
        return gateways.values().stream().map(GatewayPlan::plan).toList();
    }

    /** The plan of a Gateway, if it has one. */
    public Optional<Plan> plan(ObjectRef gateway) {
        return Optional.ofNullable(gateways.get(gateway)).map(GatewayPlan::plan);
    }

    /** One step. */
    private static final class Making {
        private final Topology topology;
        private final EndpointSets endpoints;
        private final @Nullable Plans before;
        private final TreeSet<ObjectRef> backends = new TreeSet<>();
        private final TreeSet<ObjectRef> served = new TreeSet<>();

        /** Changed routes by each Gateway that they lead or have led to. */
        private final Map<ObjectRef, TreeSet<ObjectRef>> routes = new HashMap<>();

        Making(Topology topology, EndpointSets endpoints, @Nullable Plans before) {
            this.topology = topology;
            this.endpoints = endpoints;
            this.before = before;
            if (before != null) {
                topology.routesSince(before.topology, (ref, old, now) -> {
                    note(ref, old);
                    note(ref, now);
                });
                topology.policies().backendsSince(before.topology.policies(), backends::add);
                endpoints.since(before.endpoints, served::add);
            } else {
                topology.routes().forEach(this::note);
            }
        }

        private void note(ObjectRef ref, @Nullable RouteNode node) {
            if (node != null) {
                for (ParentVerdict parent : node.parents()) {
                    routes.computeIfAbsent(parent.gateway(), gateway -> new TreeSet<>())
                            .add(ref);
                }
            }
        }

        Plans plans() {
            SortedTree<ObjectRef, GatewayPlan> made = before == null ? SortedTree.empty() : before.gateways;
            TreeSet<ObjectRef> concerned = new TreeSet<>(routes.keySet());
            if (before == null) {
                concerned.addAll(topology.gateways().keySet());
            } else {
                topology.gatewaysSince(before.topology, (gateway, old, now) -> concerned.add(gateway));
                if (!backends.isEmpty() || !served.isEmpty()) {
                    backends.forEach(backend -> concerned.addAll(topology.gatewaysTo(backend)));
                    served.forEach(backend -> concerned.addAll(topology.gatewaysTo(backend)));
                }
            }
            for (ObjectRef gateway : concerned) {
                GatewayNode node = topology.gateways().get(gateway);
                if (node == null || !node.servable()) {
                    made = made.without(gateway);
                } else {
                    @Nullable GatewayPlan known = made.get(gateway);
                    made = made.with(gateway, known == null ? fresh(node) : next(node, known));
                }
            }
            return new Plans(topology, endpoints, made);
        }

        private GatewayPlan fresh(GatewayNode node) {
            ObjectRef gateway = node.gateway().ref();
            TreeSet<ObjectRef> all =
                    before == null ? routes.getOrDefault(gateway, new TreeSet<>()) : leadingTo(gateway);
            return GatewayPlan.empty(node)
                    .next(new GatewayPlan.Change(topology, endpoints, node, all, backends, served));
        }

        private GatewayPlan next(GatewayNode node, GatewayPlan known) {
            TreeSet<ObjectRef> changed =
                    new TreeSet<>(routes.getOrDefault(node.gateway().ref(), new TreeSet<>()));
            return known.next(new GatewayPlan.Change(topology, endpoints, node, changed, backends, served));
        }

        private TreeSet<ObjectRef> leadingTo(ObjectRef gateway) {
            TreeSet<ObjectRef> all = new TreeSet<>();
            for (Map.Entry<ObjectRef, RouteNode> route : topology.routes().entrySet()) {
                List<ObjectRef> parents = new ArrayList<>();
                route.getValue().parents().forEach(parent -> parents.add(parent.gateway()));
                if (parents.contains(gateway)) {
                    all.add(route.getKey());
                }
            }
            return all;
        }
    }
}
