package io.gatewright.model.policy;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.gatewright.model.route.SessionPersistence;
import java.util.List;
import java.util.Optional;
import org.immutables.value.Value;

/** The spec of an XBackendTrafficPolicy (v1alpha1 {@code BackendTrafficPolicySpec}). */
@Value.Immutable
@JsonDeserialize(as = ImmutableXBackendTrafficPolicySpec.class)
public interface XBackendTrafficPolicySpec {
    List<LocalPolicyTargetReference> targetRefs();

    Optional<RetryConstraint> retryConstraint();

    /** Deprecated here; belongs to XBackend. */
    Optional<SessionPersistence> sessionPersistence();
}
