package io.gatewright.semantics.lower;

import io.gatewright.semantics.finding.ConditionType;
import io.gatewright.semantics.finding.Finding;
import io.gatewright.semantics.plan.RulePlan;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The rules of one route in the form of the plan, with what was found on the way. It depends on the route and on what the
 * route refers to, not on any Gateway.
 *
 * @param rules those that can match at all; one that cannot be honoured carries its refusal
 * @param findings about rules and references
 * @param clusters the backends in use, by cluster key
 * @param declared how many rules the route has
 */
public record Lowered(
        List<RulePlan> rules, List<Finding> findings, SortedMap<String, ClusterUse> clusters, int declared) {
    public Lowered {
        rules = List.copyOf(rules);
        findings = List.copyOf(findings);
        clusters = Collections.unmodifiableSortedMap(new TreeMap<>(clusters));
    }

    /** Whether some rule can be honoured; a route without rules is valid and matches nothing. */
    public boolean anyRuleValid() {
        for (RulePlan rule : rules) {
            if (rule.refusal().isEmpty()) {
                return true;
            }
        }
        return declared == 0;
    }

    /** Findings that make a rule invalid. */
    public List<Finding> invalid() {
        return findings.stream()
                .filter(finding -> finding.reason().condition() == ConditionType.ACCEPTED)
                .toList();
    }

    /** Findings about references; they never make a route unaccepted. */
    public List<Finding> unresolved() {
        return findings.stream()
                .filter(finding -> finding.reason().condition() == ConditionType.RESOLVED_REFS)
                .toList();
    }
}
