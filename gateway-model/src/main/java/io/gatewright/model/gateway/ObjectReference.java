package io.gatewright.model.gateway;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.gatewright.model.name.ObjectRef;
import java.util.Optional;
import org.immutables.value.Value;

/** Names an object of any kind, as for CA certificates (v1 {@code ObjectReference}); nothing is defaulted. */
@Value.Immutable
@JsonDeserialize(as = ImmutableObjectReference.class)
public interface ObjectReference {
    String group();

    String kind();

    String name();

    /** Absent means the namespace of the object that holds this reference. */
    Optional<String> namespace();

    /** The object named, seen from an object in {@code localNamespace}. */
    default ObjectRef refFrom(String localNamespace) {
        return new ObjectRef(group(), kind(), namespace().orElse(localNamespace), name());
    }
}
