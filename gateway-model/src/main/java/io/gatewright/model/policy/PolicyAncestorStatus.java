package io.gatewright.model.policy;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.gatewright.model.core.Condition;
import io.gatewright.model.route.ParentReference;
import java.util.List;
import org.immutables.value.Value;

/** What one controller says about a policy at one ancestor (v1 {@code PolicyAncestorStatus}). */
@Value.Immutable
@JsonDeserialize(as = ImmutablePolicyAncestorStatus.class)
public interface PolicyAncestorStatus {
    ParentReference ancestorRef();

    /** Who wrote the entry, {@code domain/path}. */
    String controllerName();

    List<Condition> conditions();
}
