package io.gatewright.model.route;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.util.Optional;
import org.immutables.value.Value;

/** Asks another server whether a request may pass (v1 {@code HTTPExternalAuthFilter}, GEP-1494, experimental). */
@Value.Immutable
@JsonDeserialize(as = ImmutableHttpExternalAuthFilter.class)
public interface HttpExternalAuthFilter {
    // values of protocol()
    String HTTP = "HTTP";
    String GRPC = "GRPC";

    String protocol();

    BackendObjectReference backendRef();

    /** Only with protocol GRPC. */
    Optional<GrpcAuthConfig> grpc();

    /** Only with protocol HTTP. */
    Optional<HttpAuthConfig> http();

    /** Absent: the body is not sent. */
    Optional<ForwardBodyConfig> forwardBody();
}
