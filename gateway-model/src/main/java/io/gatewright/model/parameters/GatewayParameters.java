package io.gatewright.model.parameters;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.gatewright.model.core.ApiObject;
import io.gatewright.model.core.Kind;
import io.gatewright.model.core.Kind.Scope;
import org.immutables.value.Value;

/**
 * How the proxies of a Gateway are run (gatewright.io, v1alpha1): named by {@code spec.infrastructure.parametersRef} of a
 * Gateway, or by {@code spec.parametersRef} of a GatewayClass for all its Gateways.
 */
@Value.Immutable
@JsonDeserialize(as = ImmutableGatewayParameters.class)
public interface GatewayParameters extends ApiObject {
    /** The group of our own kinds. */
    String GROUP = "gatewright.io";

    Kind<GatewayParameters> KIND = Kind.of(
            GROUP, "GatewayParameters", "gatewayparameters", Scope.NAMESPACED, GatewayParameters.class, "v1alpha1");

    @Override
    default Kind<GatewayParameters> kind() {
        return KIND;
    }

    @Value.Default
    default GatewayParametersSpec spec() {
        return ImmutableGatewayParametersSpec.builder().build();
    }
}
