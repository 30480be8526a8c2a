package io.gatewright.semantics.topology;

import io.gatewright.model.name.ObjectRef;
import io.gatewright.model.route.Route;
import io.gatewright.semantics.attach.ParentVerdict;
import io.gatewright.semantics.attach.RouteHead;
import io.gatewright.semantics.finding.Finding;
import io.gatewright.semantics.lower.Lowered;
import java.util.ArrayList;
import java.util.List;

/**
 * A route with at least one parent of ours.
 *
 * @param route as declared
 * @param head what it has in common with routes of other kinds
 * @param parents one verdict per parentRef of ours
 * @param lowered its rules
 */
public record RouteNode(Route route, RouteHead head, List<ParentVerdict> parents, Lowered lowered) {
    public RouteNode {
        parents = List.copyOf(parents);
    }

    /** Whether traffic of this parent reaches the route: some listener takes it, and some rule is valid. */
    public boolean accepted(ParentVerdict parent) {
        return parent.attached() && lowered.anyRuleValid();
    }

    /** The verdicts that lead to a Gateway and are accepted. */
    public List<ParentVerdict> acceptedOn(ObjectRef gateway) {
        return parents.stream()
                .filter(parent -> parent.gateway().equals(gateway) && accepted(parent))
                .toList();
    }

    /** Everything found about the route. */
    public List<Finding> findings() {
        List<Finding> all = new ArrayList<>(lowered.findings());
        parents.forEach(parent -> all.addAll(parent.findings()));
        return all;
    }
}
