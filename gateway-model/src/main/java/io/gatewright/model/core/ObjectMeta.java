package io.gatewright.model.core;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.immutables.value.Value;

/**
 * The metadata of an object. {@code managedFields} are dropped on purpose: they are large and say nothing to a
 * gateway.
 */
@Value.Immutable
@JsonDeserialize(as = ImmutableObjectMeta.class)
public interface ObjectMeta {
    /** Field {@code name}. */
    String name();

    /** Prefix from which the API server made {@link #name()}. */
    Optional<String> generateName();

    /** Absent for cluster-scoped objects. Most callers want {@link ApiObject#ref()} instead. */
    Optional<String> namespace();

    /** In the order of the document. */
    Map<String, String> labels();

    /** In the order of the document. */
    Map<String, String> annotations();

    /** Counts the changes of the spec; absent in files. See {@link #observableGeneration()}. */
    Optional<Long> generation();

    /** Opaque; only good for optimistic locking and equality. */
    Optional<String> resourceVersion();

    /** Set by the API server. */
    Optional<String> uid();

    /** Seconds precision; absent in files. The older object wins most ties. */
    Optional<Instant> creationTimestamp();

    /** Set while the object waits for its finalizers. */
    Optional<Instant> deletionTimestamp();

    /** Who must agree before the object goes. */
    List<String> finalizers();

    /** Objects that take this one along when they go. */
    List<OwnerReference> ownerReferences();

    /** The metadata of an object that has only a name and a namespace. */
    static ObjectMeta of(String namespace, String name) {
        return ImmutableObjectMeta.builder().namespace(namespace).name(name).build();
    }

    /** {@link #generation()}, and 0 where there is none: what {@code observedGeneration} of a condition repeats. */
    default long observableGeneration() {
        return generation().orElse(0L);
    }
}
