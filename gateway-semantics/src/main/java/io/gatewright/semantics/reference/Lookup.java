package io.gatewright.semantics.reference;

import io.gatewright.model.core.ApiObject;
import io.gatewright.model.core.Kind;
import io.gatewright.model.name.ObjectRef;
import io.gatewright.model.world.World;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads objects of a world and remembers which, so that a result can be kept for as long as everything it was made from is
 * still the same. One look-up belongs to one computation; not for sharing between threads.
 */
public final class Lookup {
    private final World world;
    private final List<Read> reads = new ArrayList<>();

    /** A look-up that has not been asked yet. */
    public Lookup(World world) {
        this.world = world;
    }

    /** The object, if the world has it; the question is remembered either way. */
    public <T extends ApiObject> Optional<T> get(Kind<T> kind, String namespace, String name) {
        Optional<T> found = world.get(kind, namespace, name);
        reads.add(new Read(kind.ref(namespace, name), found.orElse(null)));
        return found;
    }

    /** What was asked so far. */
    public List<Read> reads() {
        return List.copyOf(reads);
    }

    /**
     * One question and its answer.
     *
     * @param ref what was asked for
     * @param answer the very object, or null if there was none
     */
    public record Read(ObjectRef ref, @Nullable ApiObject answer) {
        /** Whether another world gives the same answer: the same object, not just an equal one. */
        public boolean holdsIn(World other) {
            return other.get(ref).orElse(null) == answer;
        }
    }
}
