package io.gatewright.semantics.listener;

import io.gatewright.model.core.Secret;
import io.gatewright.model.gateway.Listener;
import io.gatewright.model.name.GroupKind;
import io.gatewright.model.name.Hostname;
import io.gatewright.model.name.ObjectRef;
import io.gatewright.semantics.finding.ConditionType;
import io.gatewright.semantics.finding.Finding;
import io.gatewright.semantics.reference.CaBundle;
import java.util.List;
import java.util.Optional;

/**
 * A listener after its own checks: what it may carry, which certificates it shows, what is wrong with it.
 *
 * @param key whose
 * @param gateway the Gateway that it listens for; for a listener of a ListenerSet, the set's parent
 * @param spec as declared
 * @param path of the declaration within {@code key.owner()}, for example {@code spec.listeners[0]}
 * @param hostname absent means every host
 * @param kinds the kinds of route it takes: those of its protocol, narrowed by {@code allowedRoutes.kinds}
 * @param certificates the Secrets that could be resolved, in order
 * @param clients how client certificates are judged
 * @param findings everything that is wrong with it
 */
public record ListenerNode(
        ListenerKey key,
        ObjectRef gateway,
        Listener spec,
        String path,
        Optional<Hostname> hostname,
        List<GroupKind> kinds,
        List<Secret> certificates,
        Optional<ClientCertificates> clients,
        List<Finding> findings) {
    public ListenerNode {
        kinds = List.copyOf(kinds);
        certificates = List.copyOf(certificates);
        findings = List.copyOf(findings);
    }

    /** Validation of client certificates on this listener's port: whom to trust, and whether to insist. */
    public record ClientCertificates(List<CaBundle> authorities, boolean insecureFallback) {
        public ClientCertificates {
            authorities = List.copyOf(authorities);
        }
    }

    static String path(int index) {
        return "spec.listeners[" + index + "]";
    }

    /** Whether this is what was made of the same declaration at the same place, for the same Gateway. */
    public boolean declaredAs(ObjectRef parent, Listener listener, int index) {
        return gateway.equals(parent) && path.equals(path(index)) && (spec == listener || spec.equals(listener));
    }

    /** Whether it claims its place: supported, consistent, in no conflict. */
    public boolean accepted() {
        return !has(ConditionType.ACCEPTED) && !conflicted();
    }

    /**
     * Whether it stands on its port and hostname, even if it must stay closed there. An HTTP, HTTPS or TLS listener that is
     * refused for what it declares beside them (a filter, client certificates that nobody can verify) still does: were the
     * place free, its clients would end up at a listener that does not ask what this one asks. A TCP or UDP listener has no
     * hostname to hold, so a refused one leaves its port.
     */
    public boolean claimsPlace() {
        switch (spec.protocol()) {
            case Listener.HTTP:
            case Listener.HTTPS:
            case Listener.TLS:
                return hostname.isPresent() || spec.hostname().orElse("").isEmpty();
            default:
                return accepted();
        }
    }

    /** Whether it cannot be told apart from another listener, or has lost to an earlier one. */
    public boolean conflicted() {
        return has(ConditionType.CONFLICTED);
    }

    /** Whether all that it refers to was found and may be used. */
    public boolean resolved() {
        return !has(ConditionType.RESOLVED_REFS);
    }

    /** Whether TLS ends here. */
    public boolean terminatesTls() {
        return spec.protocol().equals(Listener.HTTPS)
                || spec.protocol().equals(Listener.TLS)
                        && spec.tls().map(tls -> tls.mode().equals("Terminate")).orElse(true);
    }

    /** Whether traffic can be served: accepted, and with a certificate if it needs one. */
    public boolean servable() {
        return accepted() && (!terminatesTls() || !certificates.isEmpty());
    }

    private boolean has(ConditionType type) {
        return findings.stream().anyMatch(finding -> finding.reason().condition() == type);
    }
}
