package io.gatewright.semantics.topology;

import io.gatewright.model.core.Kind;
import io.gatewright.model.name.ObjectRef;
import io.gatewright.model.policy.ReferenceGrant;
import io.gatewright.model.world.World;
import io.gatewright.semantics.grant.Crossing;
import io.gatewright.semantics.grant.Grants;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What is not as it was, from one world to the next: the objects, and the ways on which consent was given or withdrawn.
 */
final class Changes {
    private final World before;
    private final World now;
    private final Grants grants;
    private final TreeSet<ObjectRef> objects = new TreeSet<>();
    private final TreeSet<Crossing> crossings = new TreeSet<>();

    Changes(World before, World now, Grants grantsBefore) {
        this.before = before;
        this.now = now;
        now.since(before, objects::add);
        TreeSet<String> granting = new TreeSet<>();
        of(ReferenceGrant.KIND).forEach(grant -> granting.add(grant.namespace()));
        this.grants = grantsBefore.next(now, granting);
        grants.since(grantsBefore, crossings::add);
    }

    World before() {
        return before;
    }

    World now() {
        return now;
    }

    Grants grants() {
        return grants;
    }

    Set<ObjectRef> objects() {
        return objects;
    }

    Set<Crossing> crossings() {
        return crossings;
    }

    /** The changed objects of one kind. */
    List<ObjectRef> of(Kind<?> kind) {
        // references are sorted by group and kind first, and no name of a namespace or object begins before the empty
        // one
        return objects.tailSet(ObjectRef.of(kind.groupKind(), "", "")).stream()
                .takeWhile(ref -> ref.groupKind().equals(kind.groupKind()))
                .toList();
    }
}
