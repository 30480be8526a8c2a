package io.gatewright.model.gateway;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import org.immutables.value.Value;

/** Which ListenerSets may attach (v1 {@code AllowedListeners}, GEP-1713). */
@Value.Immutable
@JsonDeserialize(as = ImmutableAllowedListeners.class)
public interface AllowedListeners {
    @Value.Default
    default ListenerNamespaces namespaces() {
        return ImmutableListenerNamespaces.builder().build();
    }
}
