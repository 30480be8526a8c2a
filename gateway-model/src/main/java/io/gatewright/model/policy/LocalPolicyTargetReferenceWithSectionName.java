package io.gatewright.model.policy;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.util.Optional;
import org.immutables.value.Value;

/** Names the target of a policy, or a part of it (v1 {@code LocalPolicyTargetReferenceWithSectionName}). */
@Value.Immutable
@SuppressWarnings("immutables:subtype") // as in the API; values of different types are never equal
@JsonDeserialize(as = ImmutableLocalPolicyTargetReferenceWithSectionName.class)
public interface LocalPolicyTargetReferenceWithSectionName extends LocalPolicyTargetReference {
    /** For a Service: the name of a port. Absent means the whole target. */
    Optional<String> sectionName();
}
