package io.gatewright.model.policy;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.util.List;
import org.immutables.value.Value;

/**
 * The spec of a ReferenceGrant (v1 {@code ReferenceGrantSpec}): any of {@link #from()} may refer to any of {@link
 * #to()}.
 */
@Value.Immutable
@SuppressWarnings("immutables:from") // the field takes the place of the copying method; use copyOf
@JsonDeserialize(as = ImmutableReferenceGrantSpec.class)
public interface ReferenceGrantSpec {
    List<ReferenceGrantFrom> from();

    List<ReferenceGrantTo> to();
}
