package io.gatewright.model.route;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.gatewright.model.core.Kind;
import io.gatewright.model.core.Kind.Scope;
import org.immutables.value.Value;

/** A TLSRoute (v1). */
@Value.Immutable
@SuppressWarnings("immutables:from") // from(Route) cannot copy the narrower spec, from(TlsRoute) does
@JsonDeserialize(as = ImmutableTlsRoute.class)
public interface TlsRoute extends Route {
    Kind<TlsRoute> KIND = Kind.of(
            Kind.GATEWAY_GROUP,
            "TLSRoute",
            "tlsroutes",
            Scope.NAMESPACED,
            TlsRoute.class,
            "v1",
            "v1alpha3",
            "v1alpha2");

    @Override
    default Kind<TlsRoute> kind() {
        return KIND;
    }

    @Override
    TlsRouteSpec spec();
}
