package io.gatewright.model.route;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.util.List;
import java.util.Optional;
import org.immutables.value.Value;

/** Conditions on a request, all of which must hold (v1 {@code GRPCRouteMatch}). */
@Value.Immutable
@JsonDeserialize(as = ImmutableGrpcRouteMatch.class)
public interface GrpcRouteMatch {
    /** Absent means any service and method. */
    Optional<GrpcMethodMatch> method();

    List<GrpcHeaderMatch> headers();
}
