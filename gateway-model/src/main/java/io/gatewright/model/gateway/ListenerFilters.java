package io.gatewright.model.gateway;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.util.List;
import org.immutables.value.Value;

/** Filters for all requests of a listener (v1 {@code ListenerFilters}, experimental). */
@Value.Immutable
@JsonDeserialize(as = ImmutableListenerFilters.class)
public interface ListenerFilters {
    /** In order, before those of routes. */
    List<ListenerRequestFilter> requests();
}
