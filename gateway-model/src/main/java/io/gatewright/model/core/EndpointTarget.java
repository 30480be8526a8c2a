package io.gatewright.model.core;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.util.Optional;
import org.immutables.value.Value;

/** The object behind an endpoint. */
@Value.Immutable
@JsonDeserialize(as = ImmutableEndpointTarget.class)
public interface EndpointTarget {
    Optional<String> kind();

    Optional<String> namespace();

    Optional<String> name();

    Optional<String> uid();
}
