package io.gatewright.model.gateway;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import org.immutables.value.Value;

/** A feature of the conformance suite (v1 {@code SupportedFeature}). */
@Value.Immutable
@JsonDeserialize(as = ImmutableSupportedFeature.class)
public interface SupportedFeature {
    String name();
}
