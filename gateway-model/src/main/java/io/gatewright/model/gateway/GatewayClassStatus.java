package io.gatewright.model.gateway;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.gatewright.model.core.Condition;
import java.util.List;
import org.immutables.value.Value;

/** The status of a GatewayClass (v1 {@code GatewayClassStatus}). */
@Value.Immutable
@JsonDeserialize(as = ImmutableGatewayClassStatus.class)
public interface GatewayClassStatus {
    @Value.Default
    @JsonInclude(JsonInclude.Include.ALWAYS) // an empty list is not the default
    default List<Condition> conditions() {
        return List.of(Condition.waitingForController("Accepted"));
    }

    /** Ascending by name. */
    List<SupportedFeature> supportedFeatures();
}
