package io.gatewright.model.gateway;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.util.Map;
import java.util.Optional;
import org.immutables.value.Value;

/** Settings for what a controller creates for a Gateway (v1 {@code GatewayInfrastructure}). */
@Value.Immutable
@JsonDeserialize(as = ImmutableGatewayInfrastructure.class)
public interface GatewayInfrastructure {
    /** To put on every created object. */
    Map<String, String> labels();

    /** To put on every created object. */
    Map<String, String> annotations();

    Optional<LocalParametersReference> parametersRef();
}
