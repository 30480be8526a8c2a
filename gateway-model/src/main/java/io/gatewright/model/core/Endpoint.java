package io.gatewright.model.core;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.util.List;
import java.util.Optional;
import org.immutables.value.Value;

/** One backend process, reachable at all its addresses alike. */
@Value.Immutable
@JsonDeserialize(as = ImmutableEndpoint.class)
public interface Endpoint {
    List<String> addresses();

    @Value.Default
    default EndpointConditions conditions() {
        return ImmutableEndpointConditions.builder().build();
    }

    Optional<String> hostname();

    Optional<String> nodeName();

    Optional<String> zone();

    /** The object behind, usually a Pod. */
    Optional<EndpointTarget> targetRef();

    Optional<EndpointHints> hints();
}
