package io.gatewright.model.route;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.gatewright.model.core.Condition;
import java.util.List;
import org.immutables.value.Value;

/** What one controller says about a route at one parent (v1 {@code RouteParentStatus}). */
@Value.Immutable
@JsonDeserialize(as = ImmutableRouteParentStatus.class)
public interface RouteParentStatus {
    /** Repeats the parentRef of the spec. */
    ParentReference parentRef();

    /** Who wrote the entry, {@code domain/path}. */
    String controllerName();

    List<Condition> conditions();
}
