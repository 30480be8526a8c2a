package io.gatewright.model.core;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.util.List;
import org.immutables.value.Value;

/** Which zones should use an endpoint (topology aware routing). */
@Value.Immutable
@JsonDeserialize(as = ImmutableEndpointHints.class)
public interface EndpointHints {
    List<ZoneHint> forZones();
}
