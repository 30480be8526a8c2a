package io.gatewright.model.gateway;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.util.List;
import org.immutables.value.Value;

/** Which routes may attach to a listener (v1 {@code AllowedRoutes}). */
@Value.Immutable
@JsonDeserialize(as = ImmutableAllowedRoutes.class)
public interface AllowedRoutes {
    @Value.Default
    default RouteNamespaces namespaces() {
        return ImmutableRouteNamespaces.builder().build();
    }

    /** None means the kinds that belong to the protocol. */
    List<RouteGroupKind> kinds();
}
