package io.gatewright.model.gateway;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.gatewright.model.core.Condition;
import java.util.List;
import java.util.Optional;
import org.immutables.value.Value;

/** The status of a Gateway (v1 {@code GatewayStatus}). */
@Value.Immutable
@JsonDeserialize(as = ImmutableGatewayStatus.class)
public interface GatewayStatus {
    List<GatewayStatusAddress> addresses();

    @Value.Default
    @JsonInclude(JsonInclude.Include.ALWAYS) // an empty list is not the default
    default List<Condition> conditions() {
        return List.of(Condition.waitingForController("Accepted"), Condition.waitingForController("Programmed"));
    }

    /** Own listeners only, not those of ListenerSets. */
    List<ListenerStatus> listeners();

    Optional<Integer> attachedListenerSets();
}
