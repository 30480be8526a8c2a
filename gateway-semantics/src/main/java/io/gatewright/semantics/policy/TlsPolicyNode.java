package io.gatewright.semantics.policy;

import io.gatewright.model.name.ObjectRef;
import io.gatewright.model.policy.BackendTlsPolicy;
import io.gatewright.semantics.finding.ConditionType;
import io.gatewright.semantics.finding.Finding;
import io.gatewright.semantics.reference.CaBundle;
import io.gatewright.semantics.reference.References;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A BackendTLSPolicy and what it refers to.
 *
 * @param policy as declared
 * @param authorities whom to trust; empty with {@code wellKnownCACertificates: System}
 * @param general what is wrong with it wherever it aims; conflicts depend on the target
 * @param targets what is wrong with single targets: the others are governed all the same
 */
public record TlsPolicyNode(
        BackendTlsPolicy policy, List<CaBundle> authorities, List<Finding> general, List<BadTarget> targets) {
    public TlsPolicyNode {
        authorities = List.copyOf(authorities);
        general = List.copyOf(general);
        targets = List.copyOf(targets);
    }

    /**
     * One of {@code spec.targetRefs} that cannot be governed.
     *
     * @param service the Service that it names
     * @param section the port that it names; absent means all of them
     * @param finding why not
     */
    public record BadTarget(ObjectRef service, Optional<String> section, Finding finding) {}

    /** Looks at one policy by itself. */
    public static TlsPolicyNode check(References references, BackendTlsPolicy policy) {
        return TlsPolicyChecks.check(references, policy);
    }

    /** Everything that is wrong with it. */
    public List<Finding> findings() {
        List<Finding> all = new ArrayList<>();
        targets.forEach(target -> all.add(target.finding()));
        all.addAll(general);
        return all;
    }

    /** What is wrong with it at one Service, at any of its ports. */
    public List<Finding> findingsAt(ObjectRef service) {
        List<Finding> found = new ArrayList<>();
        targets.stream()
                .filter(target -> target.service().equals(service))
                .forEach(target -> found.add(target.finding()));
        found.addAll(general);
        return found;
    }

    /**
     * Why a backend cannot be verified by it, if so. Then nothing may be sent there: never plain text instead.
     *
     * @param portName of the Service's port, if it has one
     */
    public Optional<Finding> unusableAt(ObjectRef service, Optional<String> portName) {
        return targets.stream()
                .filter(target -> target.service().equals(service)
                        && (target.section().isEmpty() || target.section().equals(portName)))
                .map(BadTarget::finding)
                .findFirst()
                .or(() -> general.stream()
                        .filter(finding -> finding.reason().condition() == ConditionType.ACCEPTED)
                        .findFirst());
    }
}
