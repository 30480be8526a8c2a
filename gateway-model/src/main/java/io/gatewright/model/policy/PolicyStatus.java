package io.gatewright.model.policy;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.util.List;
import org.immutables.value.Value;

/** The status of any policy (v1 {@code PolicyStatus}). */
@Value.Immutable
@JsonDeserialize(as = ImmutablePolicyStatus.class)
public interface PolicyStatus {
    /** One entry per ancestor and controller. */
    List<PolicyAncestorStatus> ancestors();
}
