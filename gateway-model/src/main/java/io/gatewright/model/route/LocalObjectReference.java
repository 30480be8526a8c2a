package io.gatewright.model.route;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.gatewright.model.name.ObjectRef;
import org.immutables.value.Value;

/** Names an object in the same namespace (v1 {@code LocalObjectReference}). */
@Value.Immutable
@JsonDeserialize(as = ImmutableLocalObjectReference.class)
public interface LocalObjectReference {
    String group();

    String kind();

    String name();

    /** The object named, seen from an object in {@code localNamespace}. */
    default ObjectRef refFrom(String localNamespace) {
        return new ObjectRef(group(), kind(), localNamespace, name());
    }
}
