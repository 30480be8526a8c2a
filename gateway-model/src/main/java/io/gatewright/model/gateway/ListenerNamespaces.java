package io.gatewright.model.gateway;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.gatewright.model.core.LabelSelector;
import java.util.Optional;
import org.immutables.value.Value;

/** From which namespaces ListenerSets may attach (v1 {@code ListenerNamespaces}). */
@Value.Immutable
@SuppressWarnings("immutables:from") // the field takes the place of the copying method; use copyOf
@JsonDeserialize(as = ImmutableListenerNamespaces.class)
public interface ListenerNamespaces {
    // values of from()
    String ALL = "All";
    String SELECTOR = "Selector";
    String SAME = "Same";
    String NONE = "None";

    @Value.Default
    default String from() {
        return NONE;
    }

    /** With Selector: the labels of the namespace. */
    Optional<LabelSelector> selector();
}
