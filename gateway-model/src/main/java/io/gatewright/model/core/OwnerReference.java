package io.gatewright.model.core;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.util.Optional;
import org.immutables.value.Value;

/** An owner of an object, in the same namespace or cluster-scoped. */
@Value.Immutable
@JsonDeserialize(as = ImmutableOwnerReference.class)
public interface OwnerReference {
    String apiVersion();

    String kind();

    String name();

    String uid();

    /** Whether the owner manages the object. */
    Optional<Boolean> controller();

    Optional<Boolean> blockOwnerDeletion();
}
