package io.gatewright.semantics.plan;

/**
 * One keyed line of a {@link Plan}. Entries never contain each other: a child carries the key of its parent, so a small
 * change of the world is a small change of the plan.
 */
public sealed interface PlanEntry
        permits ListenerPlan, RoutePlan, RulePlan, ClusterPlan, EndpointsPlan, CertificatePlan, TrustPlan {
    /**
     * The entry's identity within its plan, for example {@code rule/HTTPRoute/default/shop/0}. Starts with the word of its
     * family ({@code listener}, {@code route}, {@code rule}, {@code cluster}, {@code endpoints}, {@code certificate},
     * {@code trust}).
     */
    String key();
}
