package io.gatewright.model.gateway;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.util.List;
import org.immutables.value.Value;

/** The spec of a ListenerSet (v1 {@code ListenerSetSpec}). */
@Value.Immutable
@JsonDeserialize(as = ImmutableListenerSetSpec.class)
public interface ListenerSetSpec {
    ParentGatewayReference parentRef();

    /** Names are unique in this set only. */
    List<Listener> listeners();
}
