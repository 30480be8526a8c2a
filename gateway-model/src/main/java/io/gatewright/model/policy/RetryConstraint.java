package io.gatewright.model.policy;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import org.immutables.value.Value;

/** How many retries are tolerated in all (v1alpha1 {@code RetryConstraint}). */
@Value.Immutable
@JsonDeserialize(as = ImmutableRetryConstraint.class)
public interface RetryConstraint {
    @Value.Default
    default RetryBudget budget() {
        return ImmutableRetryBudget.builder().build();
    }

    /** Retries that are always allowed. */
    @Value.Default
    default RequestRate minRetryRate() {
        return RequestRate.DEFAULT;
    }
}
