package io.gatewright.model.route;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.util.Optional;
import org.immutables.value.Value;

/** Sends the body to the authorisation server (v1 {@code ForwardBodyConfig}). */
@Value.Immutable
@JsonDeserialize(as = ImmutableForwardBodyConfig.class)
public interface ForwardBodyConfig {
    /** Bytes; a larger body is refused. */
    Optional<Integer> maxSize();
}
