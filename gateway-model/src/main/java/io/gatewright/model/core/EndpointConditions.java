package io.gatewright.model.core;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.util.Optional;
import org.immutables.value.Value;

/**
 * The state of an endpoint. An absent word does not mean false: ask the three questions instead of the three fields.
 */
@Value.Immutable
@JsonDeserialize(as = ImmutableEndpointConditions.class)
public interface EndpointConditions {
    Optional<Boolean> ready();

    Optional<Boolean> serving();

    Optional<Boolean> terminating();

    /** Whether new traffic may go there: absent means yes (discovery/v1). */
    default boolean isReady() {
        return ready().orElse(true);
    }

    /** Whether it answers, even while it terminates: absent means as {@link #isReady()}. */
    default boolean isServing() {
        return serving().orElseGet(this::isReady);
    }

    /** Whether it is going away: absent means no. */
    default boolean isTerminating() {
        return terminating().orElse(false);
    }
}
