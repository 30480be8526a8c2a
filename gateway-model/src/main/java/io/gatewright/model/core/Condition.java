package io.gatewright.model.core;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.time.Instant;
import java.util.Optional;
import org.immutables.value.Value;

/** One condition of a status (meta/v1). */
@Value.Immutable
@JsonDeserialize(as = ImmutableCondition.class)
public interface Condition {
    // values of status()
    String TRUE = "True";
    String FALSE = "False";
    String UNKNOWN = "Unknown";

    /** Unique in its list. */
    String type();

    /** True, False or Unknown. */
    String status();

    /** Generation of the spec that was judged. */
    Optional<Long> observedGeneration();

    /** When {@link #status()} last changed; written in whole seconds. */
    Instant lastTransitionTime();

    /** One word in CamelCase. */
    String reason();

    /** A sentence for people, may be empty. */
    String message();

    /**
     * The condition the CRDs fill in before any controller has looked: Unknown, Pending, at the start of 1970, without
     * observed generation.
     */
    static Condition waitingForController(String type) {
        return ImmutableCondition.builder()
                .type(type)
                .status(UNKNOWN)
                .reason("Pending")
                .message("Waiting for controller")
                .lastTransitionTime(Instant.EPOCH)
                .build();
    }
}
