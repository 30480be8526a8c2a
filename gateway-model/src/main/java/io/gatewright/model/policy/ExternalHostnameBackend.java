package io.gatewright.model.policy;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import org.immutables.value.Value;

/** A backend outside of the cluster, by DNS name. */
@Value.Immutable
@JsonDeserialize(as = ImmutableExternalHostnameBackend.class)
public interface ExternalHostnameBackend {
    String hostname();
}
