package io.gatewright.model.gateway;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.util.Optional;
import org.immutables.value.Value;

/** The spec of a GatewayClass (v1 {@code GatewayClassSpec}). */
@Value.Immutable
@JsonDeserialize(as = ImmutableGatewayClassSpec.class)
public interface GatewayClassSpec {
    /** {@code domain/path} of the controller; never changes. */
    String controllerName();

    Optional<ParametersReference> parametersRef();

    Optional<String> description();
}
