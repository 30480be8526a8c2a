package io.gatewright.semantics.topology;

import io.gatewright.model.name.ObjectRef;
import io.gatewright.model.sorted.SortedTree;
import io.gatewright.model.world.World;
import io.gatewright.semantics.attach.Parent;
import io.gatewright.semantics.grant.Grants;
import java.util.Optional;

/**
 * The passes in their order: classes, Gateways with merged listeners, policies, parents, routes. Each is a function of the
 * ones before and none calls back. Each remembers its results with what they were made from, and looks anew only at what a
 * change can have touched; that is mechanism only, the meaning is a run from nothing.
 */
final class Passes {
    private final Settings settings;
    private final World world;
    private final Grants grants;
    private final ClassPass classes;
    private final GatewayPasses gateways;
    private final PolicyPass policies;
    private final ParentPass parents;
    private final RoutePass routes;

    /** Nothing has been declared. */
    Passes(Settings settings) {
        this.settings = settings;
        this.world = World.empty();
        this.grants = Grants.none();
        this.classes = new ClassPass(settings);
        this.gateways = new GatewayPasses();
        this.policies = new PolicyPass();
        this.parents = new ParentPass();
        this.routes = new RoutePass();
    }

    private Passes(Passes before, World world) {
        Changes changes = new Changes(before.world, world, before.grants);
        this.settings = before.settings;
        this.world = world;
        this.grants = changes.grants();
        this.classes = before.classes.copy();
        this.gateways = before.gateways.copy();
        this.policies = before.policies.copy();
        this.parents = before.parents.copy();
        this.routes = before.routes.copy();
        classes.run(changes);
        gateways.run(changes, before.classes.classes(), classes.classes());
        policies.run(changes);
        parents.run(before.gateways.gateways(), gateways.gateways());
        routes.run(changes, parents);
    }

    /** What has become of the passes in a later world; these stay as they are. */
    Passes next(World later) {
        return new Passes(this, later);
    }

    Settings settings() {
        return settings;
    }

    SortedTree<String, ClassNode> classes() {
        return classes.classes();
    }

    SortedTree<ObjectRef, GatewayNode> gateways() {
        return gateways.gateways();
    }

    Policies policies() {
        return policies.policies();
    }

    Optional<Parent> parent(ObjectRef ref) {
        return parents.parent(ref);
    }

    SortedTree<ObjectRef, RouteNode> routes() {
        return routes.nodes();
    }
}
