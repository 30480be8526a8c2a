package io.gatewright.model.policy;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.gatewright.model.name.ObjectRef;
import org.immutables.value.Value;

/** Names the target of a policy, in the same namespace (v1 {@code LocalPolicyTargetReference}). */
@Value.Immutable
@JsonDeserialize(as = ImmutableLocalPolicyTargetReference.class)
public interface LocalPolicyTargetReference {
    String group();

    String kind();

    String name();

    /** The object named, seen from a policy in {@code localNamespace}. */
    default ObjectRef refFrom(String localNamespace) {
        return new ObjectRef(group(), kind(), localNamespace, name());
    }
}
