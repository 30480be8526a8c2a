package io.gatewright.model.policy;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import org.immutables.value.Value;

/** Who may refer (v1 {@code ReferenceGrantFrom}). */
@Value.Immutable
@JsonDeserialize(as = ImmutableReferenceGrantFrom.class)
public interface ReferenceGrantFrom {
    String group();

    String kind();

    String namespace();
}
