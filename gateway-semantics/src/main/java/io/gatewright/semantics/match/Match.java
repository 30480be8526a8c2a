package io.gatewright.semantics.match;

import io.gatewright.semantics.listener.ListenerKey;
import io.gatewright.semantics.pick.WeightedChoice;
import io.gatewright.semantics.plan.MatchPlan;
import io.gatewright.semantics.plan.RoutePlan;
import io.gatewright.semantics.plan.RulePlan;

/**
 * The rule that takes a request, and why.
 *
 * @param listener where the route is bound
 * @param route whose rule
 * @param host under which of the route's hosts
 * @param rule the rule
 * @param match the entry of {@code rules[].matches} that held
 * @param rank its precedence
 * @param prefixLength characters of the path that a prefix match covered (0 for the root); {@link #NO_PREFIX} for other
 *     kinds of path match
 * @param backends the weighted choice among {@code rule.backends()}, by position
 */
public record Match(
        ListenerKey listener,
        RoutePlan route,
        RoutePlan.Host host,
        RulePlan rule,
        MatchPlan match,
        MatchRank rank,
        int prefixLength,
        WeightedChoice backends) {
    /** The match was not by prefix. */
    public static final int NO_PREFIX = -1;

    /** {@code HTTPRoute shop/cart rule 2 match 0}: for traces and messages. */
    public String subject() {
        return route.route() + " rule " + rule.index() + " match " + rank.match();
    }
}
