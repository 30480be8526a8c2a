package io.gatewright.model.policy;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.gatewright.model.name.GatewayDuration;
import org.immutables.value.Value;

/** How many retries are tolerated in all (v1alpha1 {@code RetryConstraint}). */
@Value.Immutable
@JsonDeserialize(as = ImmutableRetryConstraint.class)
public interface RetryConstraint {
    @Value.Default
    default RetryBudget budget() {
        return ImmutableRetryBudget.builder().build();
    }

    /** Retries that are always allowed; by default ten per second. */
    @Value.Default
    default RequestRate minRetryRate() {
        return ImmutableRequestRate.builder()
                .count(10)
                .interval(GatewayDuration.of("1s"))
                .build();
    }
}
