package io.gatewright.semantics.listener;

import io.gatewright.model.gateway.ListenerSet;
import io.gatewright.model.name.ObjectRef;
import io.gatewright.semantics.finding.Finding;
import java.util.List;

/**
 * A ListenerSet and whether its Gateway takes it.
 *
 * @param set as declared
 * @param gateway its parent
 * @param findings empty if it is taken; its listeners have findings of their own
 */
public record ListenerSetNode(ListenerSet set, ObjectRef gateway, List<Finding> findings) {
    public ListenerSetNode {
        findings = List.copyOf(findings);
    }

    /** Whether the Gateway takes it; its listeners may still be refused one by one. */
    public boolean allowed() {
        return findings.isEmpty();
    }
}
