package io.gatewright.semantics.plan;

import java.util.List;

/**
 * One weighted destination of a rule.
 *
 * @param weight its share, 0 to 1,000,000; 0 takes no traffic at all, not even errors
 * @param target where to
 * @param filters run after the rule's own, only when this backend is chosen
 */
public record BackendPlan(int weight, Target target, List<FilterPlan> filters) {
    public BackendPlan {
        filters = List.copyOf(filters);
    }

    /** A resolved destination, or the reason why there is none. */
    public sealed interface Target {}

    /**
     * A resolved destination.
     *
     * @param key of a {@link ClusterPlan} of the same plan
     */
    public record Cluster(String key) implements Target {}

    /** A destination that keeps its weight and fails for its share: 500, UNAVAILABLE, or a closed connection. */
    public record Unresolvable(Refusal why) implements Target {}
}
