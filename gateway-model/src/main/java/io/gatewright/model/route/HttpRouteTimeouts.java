package io.gatewright.model.route;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.gatewright.model.name.GatewayDuration;
import java.util.Optional;
import org.immutables.value.Value;

/** Limits of time (v1 {@code HTTPRouteTimeouts}, GEP-1742); {@code 0s} means none. */
@Value.Immutable
@JsonDeserialize(as = ImmutableHttpRouteTimeouts.class)
public interface HttpRouteTimeouts {
    /** From the first byte of the request to the last of the answer, all tries together. */
    Optional<GatewayDuration> request();

    /** One try. */
    Optional<GatewayDuration> backendRequest();
}
