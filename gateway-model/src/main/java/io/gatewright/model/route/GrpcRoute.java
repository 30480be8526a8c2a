package io.gatewright.model.route;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.gatewright.model.core.Kind;
import io.gatewright.model.core.Kind.Scope;
import org.immutables.value.Value;

/** A GRPCRoute (v1). */
@Value.Immutable
@SuppressWarnings("immutables:from") // from(Route) cannot copy the narrower spec, from(GrpcRoute) does
@JsonDeserialize(as = ImmutableGrpcRoute.class)
public interface GrpcRoute extends Route {
    Kind<GrpcRoute> KIND =
            Kind.of(Kind.GATEWAY_GROUP, "GRPCRoute", "grpcroutes", Scope.NAMESPACED, GrpcRoute.class, "v1");

    @Override
    default Kind<GrpcRoute> kind() {
        return KIND;
    }

    @Override
    GrpcRouteSpec spec();
}
