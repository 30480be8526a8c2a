package io.gatewright.model.gateway;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.util.Optional;
import org.immutables.value.Value;

/** Names settings of a controller, of any scope (v1 {@code ParametersReference}). */
@Value.Immutable
@JsonDeserialize(as = ImmutableParametersReference.class)
public interface ParametersReference {
    String group();

    String kind();

    String name();

    /** Set exactly for namespaced kinds. */
    Optional<String> namespace();
}
