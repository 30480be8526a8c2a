package io.gatewright.model.route;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.gatewright.model.core.Kind;
import io.gatewright.model.core.Kind.Scope;
import org.immutables.value.Value;

/** A UDPRoute (v1). */
@Value.Immutable
@SuppressWarnings("immutables:from") // from(Route) cannot copy the narrower spec, from(UdpRoute) does
@JsonDeserialize(as = ImmutableUdpRoute.class)
public interface UdpRoute extends Route {
    Kind<UdpRoute> KIND =
            Kind.of(Kind.GATEWAY_GROUP, "UDPRoute", "udproutes", Scope.NAMESPACED, UdpRoute.class, "v1", "v1alpha2");

    @Override
    default Kind<UdpRoute> kind() {
        return KIND;
    }

    @Override
    UdpRouteSpec spec();
}
