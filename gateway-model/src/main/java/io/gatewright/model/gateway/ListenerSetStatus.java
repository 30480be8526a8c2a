package io.gatewright.model.gateway;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.gatewright.model.core.Condition;
import java.util.List;
import org.immutables.value.Value;

/** The status of a ListenerSet (v1 {@code ListenerSetStatus}). */
@Value.Immutable
@JsonDeserialize(as = ImmutableListenerSetStatus.class)
public interface ListenerSetStatus {
    @Value.Default
    @JsonInclude(JsonInclude.Include.ALWAYS) // an empty list is not the default
    default List<Condition> conditions() {
        return List.of(Condition.waitingForController("Accepted"), Condition.waitingForController("Programmed"));
    }

    List<ListenerStatus> listeners();
}
