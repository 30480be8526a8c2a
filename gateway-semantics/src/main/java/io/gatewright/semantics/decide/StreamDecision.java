package io.gatewright.semantics.decide;

import io.gatewright.semantics.plan.RulePlan;
import org.jspecify.annotations.Nullable;

/** What becomes of a connection, or of a flow of datagrams, that is relayed without a look inside. */
public sealed interface StreamDecision {
    /** The rule that decided, null if none did. */
    @Nullable
    RulePlan rule();

    /**
     * To a backend.
     *
     * @param backendIndex its position in the rule
     * @param cluster key of its {@link io.gatewright.semantics.plan.ClusterPlan}
     */
    record Relay(RulePlan rule, int backendIndex, String cluster) implements StreamDecision {}

    /** Nowhere: a connection ends before a byte went either way, datagrams are dropped. */
    record Refuse(@Nullable RulePlan rule, ReplyReason reason, String message) implements StreamDecision {}
}
