package io.gatewright.model.policy;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.gatewright.model.route.Fraction;
import java.util.Optional;
import org.immutables.value.Value;

/** What to do with requests that carry a sampling decision. */
@Value.Immutable
@JsonDeserialize(as = ImmutableParentBasedSampling.class)
public interface ParentBasedSampling {
    // values of mode()
    String ENABLED = "Enabled";
    String DISABLED = "Disabled";
    String IMPLEMENTATION_DEFAULT = "ImplementationDefault";

    @Value.Default
    default String mode() {
        return IMPLEMENTATION_DEFAULT;
    }

    Optional<Fraction> samplingRate();
}
