package io.gatewright.model.route;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.util.List;
import java.util.Optional;
import org.immutables.value.Value;

/** What to do with matching requests (v1 {@code GRPCRouteRule}). */
@Value.Immutable
@JsonDeserialize(as = ImmutableGrpcRouteRule.class)
public interface GrpcRouteRule {
    /** Unique in the route. */
    Optional<String> name();

    /** Alternatives; none means every gRPC request. */
    List<GrpcRouteMatch> matches();

    /** In order. */
    List<GrpcRouteFilter> filters();

    /** Where requests go, by weight. */
    List<GrpcBackendRef> backendRefs();

    /** Experimental. */
    Optional<SessionPersistence> sessionPersistence();
}
