package io.gatewright.semantics.policy;

import io.gatewright.model.policy.BackendTlsPolicy;
import io.gatewright.semantics.finding.ConditionType;
import io.gatewright.semantics.finding.Finding;
import io.gatewright.semantics.reference.CaBundle;
import io.gatewright.semantics.reference.References;
import java.util.List;

/**
 * A BackendTLSPolicy and what it refers to.
 *
 * @param policy as declared
 * @param authorities whom to trust; empty with {@code wellKnownCACertificates: System}
 * @param findings what is wrong with it by itself; conflicts depend on the target
 */
public record TlsPolicyNode(BackendTlsPolicy policy, List<CaBundle> authorities, List<Finding> findings) {
    public TlsPolicyNode {
        authorities = List.copyOf(authorities);
        findings = List.copyOf(findings);
    }

    /** Looks at one policy by itself. */
    public static TlsPolicyNode check(References references, BackendTlsPolicy policy) {
        return TlsPolicyChecks.check(references, policy);
    }

    /** Whether a backend can be verified by it. If not, nothing may be sent there: never plain text instead. */
    public boolean usable() {
        return findings.stream().noneMatch(finding -> finding.reason().condition() == ConditionType.ACCEPTED);
    }
}
