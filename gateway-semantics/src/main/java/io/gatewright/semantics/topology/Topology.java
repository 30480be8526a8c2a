package io.gatewright.semantics.topology;

import io.gatewright.model.name.ObjectRef;
import io.gatewright.model.world.World;
import io.gatewright.semantics.attach.ParentVerdict;
import io.gatewright.semantics.finding.Finding;
import io.gatewright.semantics.listener.ListenerKey;
import io.gatewright.semantics.listener.ListenerNode;
import io.gatewright.semantics.listener.ListenerSetNode;
import io.gatewright.semantics.plan.RoutePlan;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;

/**
 * The world with every reference followed and every route attached or refused. Immutable; holds only what our
 * GatewayClasses reach.
 *
 * <p>{@link #of} computes it afresh. {@link #next} gives the same answer for a later world and takes over what did not
 * change, so that its cost follows the change.
 */
public final class Topology {
    private final Settings settings;
    private final List<ClassNode> classes;
    private final SortedMap<ObjectRef, GatewayNode> gateways;
    private final SortedMap<ObjectRef, RouteNode> routes;
    private final Policies policies;
    private final Map<ListenerKey, Integer> attachedRoutes;
    private final Passes memo;

    Topology(
            Settings settings,
            List<ClassNode> classes,
            SortedMap<ObjectRef, GatewayNode> gateways,
            SortedMap<ObjectRef, RouteNode> routes,
            Policies policies,
            Passes memo) {
        this.settings = settings;
        this.classes = List.copyOf(classes);
        this.gateways = Collections.unmodifiableSortedMap(gateways);
        this.routes = Collections.unmodifiableSortedMap(routes);
        this.policies = policies;
        this.attachedRoutes = count(routes.values());
        this.memo = memo;
    }

    /** The topology of a world. */
    public static Topology of(World world, Settings settings) {
        return new Passes(settings).run(world);
    }

    /** The topology of a later world: equal in all answers to {@code of(world, settings)}. */
    public Topology next(World world) {
        return memo.copy().run(world);
    }

    /** What it was made with. */
    public Settings settings() {
        return settings;
    }

    /** Our GatewayClasses, by name. */
    public List<ClassNode> classes() {
        return classes;
    }

    /** The Gateways of our classes. */
    public SortedMap<ObjectRef, GatewayNode> gateways() {
        return gateways;
    }

    /** The routes that name a parent of ours. */
    public SortedMap<ObjectRef, RouteNode> routes() {
        return routes;
    }

    /** The policies of all kinds; those that reach no route of ours are among them. */
    public Policies policies() {
        return policies;
    }

    /** How many accepted routes each listener has; a route counts once per listener. */
    public int attachedRoutes(ListenerKey listener) {
        return attachedRoutes.getOrDefault(listener, 0);
    }

    /** Everything found, sorted and each once. */
    public List<Finding> findings() {
        List<Finding> all = new ArrayList<>();
        classes.forEach(node -> all.addAll(node.findings()));
        for (GatewayNode node : gateways.values()) {
            all.addAll(node.findings());
            for (ListenerNode listener : node.listeners().listeners()) {
                all.addAll(listener.findings());
            }
            for (ListenerSetNode set : node.listeners().sets()) {
                all.addAll(set.findings());
            }
        }
        routes.values().forEach(node -> all.addAll(node.findings()));
        all.addAll(policies.findings());
        return all.stream().sorted().distinct().toList();
    }

    private static Map<ListenerKey, Integer> count(Collection<RouteNode> routes) {
        Map<ListenerKey, Integer> counts = new HashMap<>();
        for (RouteNode node : routes) {
            Set<ListenerKey> listeners = new HashSet<>();
            for (ParentVerdict parent : node.parents()) {
                if (node.accepted(parent)) {
                    parent.bindings().stream().map(RoutePlan.Binding::listener).forEach(listeners::add);
                }
            }
            listeners.forEach(listener -> counts.merge(listener, 1, Integer::sum));
        }
        return counts;
    }
}
