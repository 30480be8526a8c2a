package io.gatewright.model.route;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.gatewright.model.core.Kind;
import io.gatewright.model.core.Kind.Scope;
import org.immutables.value.Value;

/** An HTTPRoute (v1). */
@Value.Immutable
@SuppressWarnings("immutables:from") // from(Route) cannot copy the narrower spec, from(HttpRoute) does
@JsonDeserialize(as = ImmutableHttpRoute.class)
public interface HttpRoute extends Route {
    Kind<HttpRoute> KIND =
            Kind.of(Kind.GATEWAY_GROUP, "HTTPRoute", "httproutes", Scope.NAMESPACED, HttpRoute.class, "v1", "v1beta1");

    @Override
    default Kind<HttpRoute> kind() {
        return KIND;
    }

    @Override
    HttpRouteSpec spec();
}
