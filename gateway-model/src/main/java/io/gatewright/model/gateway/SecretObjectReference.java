package io.gatewright.model.gateway;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.gatewright.model.name.ObjectRef;
import java.util.Optional;
import org.immutables.value.Value;

/** Names a Secret, or another kind that holds a certificate (v1 {@code SecretObjectReference}). */
@Value.Immutable
@JsonDeserialize(as = ImmutableSecretObjectReference.class)
public interface SecretObjectReference {
    // values of kind()
    String SECRET = "Secret";

    @Value.Default
    default String group() {
        return "";
    }

    @Value.Default
    default String kind() {
        return SECRET;
    }

    String name();

    /** Absent means the namespace of the object that holds this reference. */
    Optional<String> namespace();

    /** The object named, seen from an object in {@code localNamespace}. */
    default ObjectRef refFrom(String localNamespace) {
        return new ObjectRef(group(), kind(), namespace().orElse(localNamespace), name());
    }
}
