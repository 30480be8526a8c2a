package io.gatewright.model.gateway;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.gatewright.model.core.Condition;
import java.util.List;
import org.immutables.value.Value;

/** The status of one listener (v1 {@code ListenerStatus} and {@code ListenerEntryStatus}, which are alike). */
@Value.Immutable
@JsonDeserialize(as = ImmutableListenerStatus.class)
public interface ListenerStatus {
    String name();

    List<RouteGroupKind> supportedKinds();

    int attachedRoutes();

    List<Condition> conditions();
}
