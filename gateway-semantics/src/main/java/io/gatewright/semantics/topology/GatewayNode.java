package io.gatewright.semantics.topology;

import io.gatewright.model.core.Secret;
import io.gatewright.model.gateway.Gateway;
import io.gatewright.model.gateway.GatewaySpec;
import io.gatewright.model.parameters.GatewayParameters;
import io.gatewright.semantics.finding.ConditionType;
import io.gatewright.semantics.finding.Finding;
import io.gatewright.semantics.listener.ListenerNode;
import io.gatewright.semantics.listener.Listeners;
import java.util.List;
import java.util.Optional;

/**
 * A Gateway of one of our classes.
 *
 * @param gateway as declared
 * @param listeners its own and those of its ListenerSets
 * @param clientCertificate the certificate it shows to all TLS backends (GEP-3155), if resolved
 * @param parameters what its {@code spec.infrastructure.parametersRef} names, if that was found
 * @param findings what is wrong with the Gateway itself
 */
public record GatewayNode(
        Gateway gateway,
        Listeners listeners,
        Optional<Secret> clientCertificate,
        Optional<GatewayParameters> parameters,
        List<Finding> findings) {
    public GatewayNode {
        findings = List.copyOf(findings);
    }

    /** Whether nothing about the Gateway itself keeps it from being accepted; its listeners are another question. */
    public boolean valid() {
        return findings.stream().noneMatch(finding -> finding.reason().condition() == ConditionType.ACCEPTED);
    }

    /** Whether it has a plan: it is valid, and an address can be had that fits what it asks for. */
    public boolean servable() {
        return valid()
                && findings.stream().noneMatch(finding -> finding.reason().condition() == ConditionType.PROGRAMMED);
    }

    /** The refusal of the backend client certificate, if one was asked for in vain. */
    public Optional<Finding> clientCertificateRefusal() {
        return findings.stream()
                .filter(finding -> finding.reason().condition() == ConditionType.RESOLVED_REFS)
                .findFirst();
    }

    /** Whether it takes routes with {@code useDefaultGateways: All} without being named (GEP-3793). */
    public boolean defaultGateway() {
        return gateway.spec()
                .defaultScope()
                .filter(GatewaySpec.SCOPE_ALL::equals)
                .isPresent();
    }

    /** The Gateway's own listeners, without those of ListenerSets. */
    public List<ListenerNode> own() {
        return listeners.of(gateway.ref());
    }

    /** Whether at least one listener, its own or a ListenerSet's, can be served. */
    public boolean accepted() {
        return valid() && listeners.listeners().stream().anyMatch(ListenerNode::accepted);
    }
}
