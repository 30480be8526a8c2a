package io.gatewright.model.gateway;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.gatewright.model.core.ApiObject;
import io.gatewright.model.core.Kind;
import io.gatewright.model.core.Kind.Scope;
import org.immutables.value.Value;

/** A Gateway (v1): ports on which traffic is accepted. */
@Value.Immutable
@JsonDeserialize(as = ImmutableGateway.class)
public interface Gateway extends ApiObject {
    Kind<Gateway> KIND =
            Kind.of(Kind.GATEWAY_GROUP, "Gateway", "gateways", Scope.NAMESPACED, Gateway.class, "v1", "v1beta1");

    @Override
    default Kind<Gateway> kind() {
        return KIND;
    }

    GatewaySpec spec();

    @Value.Default
    default GatewayStatus status() {
        return ImmutableGatewayStatus.builder().build();
    }
}
