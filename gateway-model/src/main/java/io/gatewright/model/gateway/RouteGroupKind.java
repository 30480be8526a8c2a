package io.gatewright.model.gateway;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.gatewright.model.core.Kind;
import io.gatewright.model.name.GroupKind;
import org.immutables.value.Value;

/** A kind of route (v1 {@code RouteGroupKind}). */
@Value.Immutable
@JsonDeserialize(as = ImmutableRouteGroupKind.class)
public interface RouteGroupKind {
    @Value.Default
    default String group() {
        return Kind.GATEWAY_GROUP;
    }

    String kind();

    default GroupKind groupKind() {
        return new GroupKind(group(), kind());
    }
}
