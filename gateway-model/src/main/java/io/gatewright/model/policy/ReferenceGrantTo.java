package io.gatewright.model.policy;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.util.Optional;
import org.immutables.value.Value;

/** What may be referred to, in the namespace of the grant (v1 {@code ReferenceGrantTo}). */
@Value.Immutable
@JsonDeserialize(as = ImmutableReferenceGrantTo.class)
public interface ReferenceGrantTo {
    String group();

    String kind();

    /** Absent or empty means every object of the kind. */
    Optional<String> name();
}
