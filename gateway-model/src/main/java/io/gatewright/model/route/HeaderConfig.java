package io.gatewright.model.route;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import org.immutables.value.Value;

/** The header of {@link SessionPersistence} (v1 {@code HeaderConfig}). */
@Value.Immutable
@JsonDeserialize(as = ImmutableHeaderConfig.class)
public interface HeaderConfig {
    String name();
}
