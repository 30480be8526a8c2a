package io.gatewright.model.route;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.gatewright.model.core.Kind;
import io.gatewright.model.core.Kind.Scope;
import org.immutables.value.Value;

/** A TCPRoute (v1). */
@Value.Immutable
@SuppressWarnings("immutables:from") // from(Route) cannot copy the narrower spec, from(TcpRoute) does
@JsonDeserialize(as = ImmutableTcpRoute.class)
public interface TcpRoute extends Route {
    Kind<TcpRoute> KIND =
            Kind.of(Kind.GATEWAY_GROUP, "TCPRoute", "tcproutes", Scope.NAMESPACED, TcpRoute.class, "v1", "v1alpha2");

    @Override
    default Kind<TcpRoute> kind() {
        return KIND;
    }

    @Override
    TcpRouteSpec spec();
}
