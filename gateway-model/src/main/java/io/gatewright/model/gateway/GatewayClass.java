package io.gatewright.model.gateway;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.gatewright.model.core.ApiObject;
import io.gatewright.model.core.Kind;
import io.gatewright.model.core.Kind.Scope;
import org.immutables.value.Value;

/** A GatewayClass (v1): names the controller of its Gateways. Cluster-scoped. */
@Value.Immutable
@JsonDeserialize(as = ImmutableGatewayClass.class)
public interface GatewayClass extends ApiObject {
    Kind<GatewayClass> KIND = Kind.of(
            Kind.GATEWAY_GROUP, "GatewayClass", "gatewayclasses", Scope.CLUSTER, GatewayClass.class, "v1", "v1beta1");

    @Override
    default Kind<GatewayClass> kind() {
        return KIND;
    }

    GatewayClassSpec spec();

    @Value.Default
    default GatewayClassStatus status() {
        return ImmutableGatewayClassStatus.builder().build();
    }
}
