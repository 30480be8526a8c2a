package io.gatewright.model.core;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.util.Optional;
import org.immutables.value.Value;

/** The content of a {@link ClusterTrustBundle}. */
@Value.Immutable
@JsonDeserialize(as = ImmutableClusterTrustBundleSpec.class)
public interface ClusterTrustBundleSpec {
    /** Whose certificates the bundle vouches for. */
    Optional<String> signerName();

    /** CA certificates in PEM. */
    String trustBundle();
}
