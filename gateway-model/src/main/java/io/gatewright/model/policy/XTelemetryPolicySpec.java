package io.gatewright.model.policy;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.util.List;
import java.util.Optional;
import org.immutables.value.Value;

/** The spec of an XTelemetryPolicy (v1alpha1 {@code TelemetryPolicySpec}). */
@Value.Immutable
@JsonDeserialize(as = ImmutableXTelemetryPolicySpec.class)
public interface XTelemetryPolicySpec {
    List<LocalPolicyTargetReference> targetRefs();

    Optional<Tracing> tracing();
}
