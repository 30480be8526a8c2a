package io.gatewright.model.route;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.gatewright.model.name.ObjectRef;
import java.util.Optional;
import org.immutables.value.Value;

/** Names a backend, without weight (v1 {@code BackendObjectReference}). */
@Value.Immutable
@JsonDeserialize(as = ImmutableBackendObjectReference.class)
public interface BackendObjectReference {
    // values of kind()
    String SERVICE = "Service";

    @Value.Default
    default String group() {
        return "";
    }

    @Value.Default
    default String kind() {
        return SERVICE;
    }

    String name();

    /** Absent means the namespace of the object that holds this reference. */
    Optional<String> namespace();

    /** Required for a Service. */
    Optional<Integer> port();

    /** The object named, seen from an object in {@code localNamespace}. */
    default ObjectRef refFrom(String localNamespace) {
        return new ObjectRef(group(), kind(), namespace().orElse(localNamespace), name());
    }
}
