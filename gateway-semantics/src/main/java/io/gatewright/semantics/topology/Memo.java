package io.gatewright.semantics.topology;

import io.gatewright.model.world.World;
import io.gatewright.semantics.reference.Lookup;
import java.util.List;

/**
 * A result that may be used again.
 *
 * @param inputs the very objects that it was made from
 * @param reads further objects that were looked up, found or not
 * @param result what came out
 * @param <R> its type
 */
record Memo<R>(List<?> inputs, List<Lookup.Read> reads, R result) {
    Memo {
        inputs = List.copyOf(inputs);
    }

    /** Whether computing again would give the same: all inputs are the same objects, all look-ups answer the same. */
    boolean holds(List<?> now, World world) {
        if (inputs.size() != now.size()) {
            return false;
        }
        for (int i = 0; i < now.size(); i++) {
            if (inputs.get(i) != now.get(i)) {
                return false;
            }
        }
        for (Lookup.Read read : reads) {
            if (!read.holdsIn(world)) {
                return false;
            }
        }
        return true;
    }
}
