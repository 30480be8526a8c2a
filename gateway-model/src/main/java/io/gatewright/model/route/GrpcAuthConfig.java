package io.gatewright.model.route;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.util.List;
import org.immutables.value.Value;

/** Settings of external authorisation over gRPC (v1 {@code GRPCAuthConfig}). */
@Value.Immutable
@JsonDeserialize(as = ImmutableGrpcAuthConfig.class)
public interface GrpcAuthConfig {
    /** Request headers to send along; empty means all. */
    List<String> allowedHeaders();
}
