package io.gatewright.model.core;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import org.immutables.value.Value;

/** A zone by name. */
@Value.Immutable
@JsonDeserialize(as = ImmutableZoneHint.class)
public interface ZoneHint {
    String name();
}
