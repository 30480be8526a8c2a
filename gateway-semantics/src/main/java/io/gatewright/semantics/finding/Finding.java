package io.gatewright.semantics.finding;

import io.gatewright.model.name.ObjectRef;
import java.util.Comparator;

/**
 * One reason about one field of one object.
 *
 * @param object whose
 * @param path of the field, for example {@code spec.rules[0].backendRefs[1]}
 * @param reason what it does to the object's status
 * @param message what is wrong, where, and the way out; lower case, no final stop; never holds key material, nor betrays
 *     whether an object of another namespace exists
 */
public record Finding(ObjectRef object, String path, Reason reason, String message) implements Comparable<Finding> {
    private static final Comparator<Finding> ORDER = Comparator.comparing(Finding::object)
            .thenComparing(Finding::path)
            .thenComparing(Finding::reason)
            .thenComparing(Finding::message);

    @Override
    public int compareTo(Finding other) {
        return ORDER.compare(this, other);
    }
}
