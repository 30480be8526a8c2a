package io.gatewright.model.policy;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.util.Optional;
import org.immutables.value.Value;

/** The port of an XBackend. */
@Value.Immutable
@JsonDeserialize(as = ImmutableXBackendPort.class)
public interface XBackendPort {
    Optional<Integer> number();
}
