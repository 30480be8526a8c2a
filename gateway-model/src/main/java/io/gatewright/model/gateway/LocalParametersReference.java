package io.gatewright.model.gateway;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import org.immutables.value.Value;

/** Names settings in the namespace of the Gateway (v1 {@code LocalParametersReference}). */
@Value.Immutable
@JsonDeserialize(as = ImmutableLocalParametersReference.class)
public interface LocalParametersReference {
    String group();

    String kind();

    String name();
}
