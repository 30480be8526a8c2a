package io.gatewright.model.core;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.util.Optional;
import org.immutables.value.Value;

/** A port of all endpoints of a slice. */
@Value.Immutable
@JsonDeserialize(as = ImmutableEndpointPort.class)
public interface EndpointPort {
    /** Equal to the name of the Service port, empty when that has none. */
    @Value.Default
    default String name() {
        return "";
    }

    @Value.Default
    default String protocol() {
        return ServicePort.TCP;
    }

    /** Absent means all ports. */
    Optional<Integer> port();

    Optional<String> appProtocol();
}
