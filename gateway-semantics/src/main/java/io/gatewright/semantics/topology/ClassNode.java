package io.gatewright.semantics.topology;

import io.gatewright.model.gateway.GatewayClass;
import io.gatewright.semantics.finding.ConditionType;
import io.gatewright.semantics.finding.Finding;
import java.util.List;

/** A GatewayClass of ours, and what is wrong with it. */
public record ClassNode(GatewayClass gatewayClass, List<Finding> findings) {
    public ClassNode {
        findings = List.copyOf(findings);
    }

    /** Whether Gateways of this class are served. */
    public boolean accepted() {
        return findings.stream().noneMatch(finding -> finding.reason().condition() == ConditionType.ACCEPTED);
    }
}
