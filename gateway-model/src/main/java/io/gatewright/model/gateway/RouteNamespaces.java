package io.gatewright.model.gateway;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.gatewright.model.core.LabelSelector;
import java.util.Optional;
import org.immutables.value.Value;

/** From which namespaces routes may attach (v1 {@code RouteNamespaces}). */
@Value.Immutable
@SuppressWarnings("immutables:from") // the field takes the place of the copying method; use copyOf
@JsonDeserialize(as = ImmutableRouteNamespaces.class)
public interface RouteNamespaces {
    // values of from()
    String ALL = "All";
    String SELECTOR = "Selector";
    String SAME = "Same";

    @Value.Default
    default String from() {
        return SAME;
    }

    /** With Selector: the labels of the namespace. */
    Optional<LabelSelector> selector();
}
