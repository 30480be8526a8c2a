package io.gatewright.semantics.topology;

import io.gatewright.model.gateway.GatewayClass;
import io.gatewright.model.parameters.GatewayParameters;
import io.gatewright.semantics.finding.ConditionType;
import io.gatewright.semantics.finding.Finding;
import java.util.List;
import java.util.Optional;

/**
 * A GatewayClass of ours, and what is wrong with it.
 *
 * @param gatewayClass as declared
 * @param parameters what its {@code spec.parametersRef} names, if that was found
 * @param findings about the class itself
 */
public record ClassNode(GatewayClass gatewayClass, Optional<GatewayParameters> parameters, List<Finding> findings) {
    public ClassNode {
        findings = List.copyOf(findings);
    }

    /** Whether Gateways of this class are served. */
    public boolean accepted() {
        return findings.stream().noneMatch(finding -> finding.reason().condition() == ConditionType.ACCEPTED);
    }
}
