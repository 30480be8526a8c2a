package io.gatewright.model.policy;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.gatewright.model.name.GatewayDuration;
import org.immutables.value.Value;

/** Share of requests that may be retries (v1alpha1 {@code BudgetDetails}). */
@Value.Immutable
@JsonDeserialize(as = ImmutableRetryBudget.class)
public interface RetryBudget {
    @Value.Default
    default int percent() {
        return 20;
    }

    /** Over which the share is measured. */
    @Value.Default
    default GatewayDuration interval() {
        return GatewayDuration.of("10s");
    }
}
