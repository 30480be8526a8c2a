package io.gatewright.model.route;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.util.List;
import org.immutables.value.Value;

/** The spec of a GRPCRoute (v1 {@code GRPCRouteSpec}). */
@Value.Immutable
@JsonDeserialize(as = ImmutableGrpcRouteSpec.class)
public interface GrpcRouteSpec extends CommonRouteSpec {
    /** As written; absent means the host names of the listener. */
    @Override
    List<String> hostnames();

    /** No default, unlike HTTPRoute. */
    List<GrpcRouteRule> rules();
}
