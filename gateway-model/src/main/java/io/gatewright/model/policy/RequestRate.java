package io.gatewright.model.policy;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.gatewright.model.name.GatewayDuration;
import java.util.Optional;
import org.immutables.value.Value;

/** A number of requests per length of time (v1alpha1 {@code RequestRate}). */
@Value.Immutable
@JsonDeserialize(as = ImmutableRequestRate.class)
public interface RequestRate {
    Optional<Integer> count();

    Optional<GatewayDuration> interval();
}
