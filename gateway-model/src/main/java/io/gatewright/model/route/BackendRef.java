package io.gatewright.model.route;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import org.immutables.value.Value;

/** Names a backend with its share of the traffic (v1 {@code BackendRef}). */
@Value.Immutable
@SuppressWarnings("immutables:subtype") // as in the API; values of different types are never equal
@JsonDeserialize(as = ImmutableBackendRef.class)
public interface BackendRef extends BackendObjectReference {
    /** Share in proportion to the sum of the weights, 0 to 1,000,000; 0 means no traffic. */
    @Value.Default
    default int weight() {
        return 1;
    }
}
