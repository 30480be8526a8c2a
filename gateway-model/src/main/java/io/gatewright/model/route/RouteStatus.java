package io.gatewright.model.route;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.util.List;
import org.immutables.value.Value;

/** The status of any route (v1 {@code RouteStatus}). */
@Value.Immutable
@JsonDeserialize(as = ImmutableRouteStatus.class)
public interface RouteStatus {
    /** One entry per parent and controller. */
    List<RouteParentStatus> parents();
}
