package io.gatewright.model.parameters;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.util.Map;
import java.util.Optional;
import org.immutables.value.Value;

/** Where proxies run: the fields of a pod spec of these names, as in core v1. */
@Value.Immutable
@JsonDeserialize(as = ImmutableProxyPlacement.class)
public interface ProxyPlacement {
    Map<String, String> nodeSelector();

    Optional<JsonNode> tolerations();

    Optional<JsonNode> affinity();

    Optional<JsonNode> topologySpreadConstraints();
}
