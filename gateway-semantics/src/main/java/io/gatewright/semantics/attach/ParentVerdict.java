package io.gatewright.semantics.attach;

import io.gatewright.model.name.ObjectRef;
import io.gatewright.model.route.ParentReference;
import io.gatewright.semantics.finding.Finding;
import io.gatewright.semantics.plan.RoutePlan;
import java.util.List;

/**
 * What came of one parentRef: each is judged by itself.
 *
 * @param parentRef as declared, or the one implied by a default Gateway
 * @param gateway the Gateway behind it
 * @param bindings the listeners that take the route; empty if none does
 * @param findings why not, if none does
 */
public record ParentVerdict(
        ParentReference parentRef, ObjectRef gateway, List<RoutePlan.Binding> bindings, List<Finding> findings) {
    public ParentVerdict {
        bindings = List.copyOf(bindings);
        findings = List.copyOf(findings);
    }

    /** Whether at least one listener takes the route. */
    public boolean attached() {
        return !bindings.isEmpty();
    }
}
