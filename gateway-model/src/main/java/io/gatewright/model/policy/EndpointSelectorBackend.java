package io.gatewright.model.policy;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.util.Map;
import org.immutables.value.Value;

/** A backend of pods in the same namespace, by labels. */
@Value.Immutable
@JsonDeserialize(as = ImmutableEndpointSelectorBackend.class)
public interface EndpointSelectorBackend {
    Map<String, String> matchLabels();
}
