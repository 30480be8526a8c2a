package io.gatewright.semantics.reference;

import io.gatewright.model.core.ApiObject;
import io.gatewright.model.core.Kind;
import io.gatewright.model.name.ObjectRef;
import io.gatewright.model.world.World;
import io.gatewright.semantics.grant.Crossing;
import io.gatewright.semantics.grant.Grants;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Reads objects of a world and asks for consent, and remembers what it was asked, so that a result can be kept for as long
 * as no answer has changed. One look-up belongs to one computation; not for sharing between threads.
 */
public final class Lookup {
    private final World world;
    private final Grants grants;
    private final TreeSet<ObjectRef> reads = new TreeSet<>();
    private final TreeSet<Crossing> crossings = new TreeSet<>();

    /**
     * A look-up that has not been asked yet.
     *
     * @param grants of the same world
     */
    public Lookup(World world, Grants grants) {
        this.world = world;
        this.grants = grants;
    }

    /** The object, if the world has it; the question is remembered either way. */
    public <T extends ApiObject> Optional<T> get(Kind<T> kind, String namespace, String name) {
        reads.add(kind.ref(namespace, name));
        return world.get(kind, namespace, name);
    }

    /** Whether one object may refer to another; a question that needs consent is remembered. */
    boolean permits(ObjectRef from, ObjectRef to) {
        if (Grants.crosses(from, to)) {
            crossings.add(new Crossing(from.namespace(), to.namespace()));
        }
        return grants.permits(from, to);
    }

    /** The objects asked for so far, found or not; in order. */
    public List<ObjectRef> reads() {
        return List.copyOf(reads);
    }

    /** The ways into other namespaces on which consent was asked for; in order. */
    public List<Crossing> crossings() {
        return List.copyOf(crossings);
    }
}
