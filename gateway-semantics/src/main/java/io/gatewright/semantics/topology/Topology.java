package io.gatewright.semantics.topology;

import io.gatewright.model.name.ObjectRef;
import io.gatewright.model.sorted.SortedTree;
import io.gatewright.model.world.World;
import io.gatewright.semantics.attach.Parent;
import io.gatewright.semantics.finding.Finding;
import io.gatewright.semantics.listener.ListenerKey;
import io.gatewright.semantics.listener.ListenerNode;
import io.gatewright.semantics.listener.ListenerSetNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
    private final Passes passes;
    private final Attached attached;

    private Topology(Passes passes, Attached attached) {
        this.passes = passes;
        this.attached = attached;
    }

    /** The topology of a world. */
    public static Topology of(World world, Settings settings) {
        return new Topology(new Passes(settings), Attached.none()).next(world);
    }

    /** The topology of a later world, or of any other: equal in all answers to {@code of(world, settings())}, and never this. */
    public Topology next(World world) {
        Passes next = passes.next(world);
        return new Topology(next, attached.next(passes.routes(), next.routes()));
    }

    /** What it was made with. */
    public Settings settings() {
        return passes.settings();
    }

    /** Our GatewayClasses, by name. */
    public List<ClassNode> classes() {
        return passes.classes().values();
    }

    /** The Gateways of our classes. */
    public SortedMap<ObjectRef, GatewayNode> gateways() {
        return passes.gateways().asMap();
    }

    /** The routes that name a parent of ours. */
    public SortedMap<ObjectRef, RouteNode> routes() {
        return passes.routes().asMap();
    }

    /** The policies of all kinds; those that reach no route of ours are among them. */
    public Policies policies() {
        return passes.policies();
    }

    /** How many accepted routes each listener has; a route counts once per listener. */
    public int attachedRoutes(ListenerKey listener) {
        return attached.routes(listener).size();
    }

    /** The accepted routes of a listener, in order; whether it can be served is another question. */
    public Set<ObjectRef> routesOf(ListenerKey listener) {
        return attached.routes(listener);
    }

    /** The Gateways through which accepted routes lead to a backend, in order. */
    public Set<ObjectRef> gatewaysTo(ObjectRef backend) {
        return attached.gateways(backend);
    }

    /** The Gateway that an owner of listeners belongs to: itself, or the parent of the ListenerSet; none if it is not ours. */
    public Optional<ObjectRef> gatewayOf(ObjectRef owner) {
        return passes.parent(owner).map(Parent::gateway);
    }

    /** Tells which routes are not as they were; costs what the change is worth if one topology was made from the other. */
    public void routesSince(Topology before, SortedTree.Difference<ObjectRef, RouteNode> difference) {
        passes.routes().since(before.passes.routes(), difference);
    }

    /** Tells which Gateways are not as they were, their listeners included; and some that were looked at with the same result. */
    public void gatewaysSince(Topology before, SortedTree.Difference<ObjectRef, GatewayNode> difference) {
        passes.gateways().since(before.passes.gateways(), difference);
    }

    /** Where accepted routes lead, and whence. */
    public Attached attached() {
        return attached;
    }

    /** Everything found, sorted and each once. */
    public List<Finding> findings() {
        List<Finding> all = new ArrayList<>();
        classes().forEach(node -> all.addAll(node.findings()));
        for (GatewayNode node : gateways().values()) {
            all.addAll(node.findings());
            for (ListenerNode listener : node.listeners().listeners()) {
                all.addAll(listener.findings());
            }
            for (ListenerSetNode set : node.listeners().sets()) {
                all.addAll(set.findings());
            }
        }
        routes().values().forEach(node -> all.addAll(node.findings()));
        all.addAll(policies().findings());
        return all.stream().sorted().distinct().toList();
    }
}
