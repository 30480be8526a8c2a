package io.gatewright.semantics.lower;

import io.gatewright.model.core.ServicePort;
import io.gatewright.model.name.ObjectRef;
import io.gatewright.model.route.BackendObjectReference;
import io.gatewright.semantics.finding.ConditionType;
import io.gatewright.semantics.finding.Finding;
import io.gatewright.semantics.finding.Reason;
import io.gatewright.semantics.plan.BackendPlan;
import io.gatewright.semantics.plan.Refusal;
import io.gatewright.semantics.plan.RouteKind;
import io.gatewright.semantics.reference.References;
import io.gatewright.semantics.reference.Resolution;
import io.gatewright.semantics.reference.Resolution.Cause;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** What the lowering of one rule gathers besides its result: findings, and the clusters in use. */
final class RuleScope {
    private final References references;
    private final ObjectRef route;
    private final RouteKind kind;
    private final String path;
    private final List<Finding> findings = new ArrayList<>();
    private final TreeMap<String, ClusterUse> clusters = new TreeMap<>();

    RuleScope(References references, ObjectRef route, RouteKind kind, int index) {
        this.references = references;
        this.route = route;
        this.kind = kind;
        this.path = "spec.rules[" + index + "]";
    }

    List<Finding> findings() {
        return findings;
    }

    TreeMap<String, ClusterUse> clusters() {
        return clusters;
    }

    /** Notes a finding about a field of this rule, and returns it as a refusal for the plan. */
    Refusal find(String field, Reason reason, String message) {
        findings.add(new Finding(route, path + field, reason, message));
        return new Refusal(reason.text(), message);
    }

    /** Why the rule as a whole cannot be honoured: its first invalid field. */
    Optional<Refusal> refusal() {
        return findings.stream()
                .filter(finding -> finding.reason().condition() == ConditionType.ACCEPTED)
                .findFirst()
                .map(finding -> new Refusal(finding.reason().text(), finding.message()));
    }

    /** A backend in the protocol of the route's kind. */
    BackendPlan.Target target(BackendObjectReference reference, String field) {
        return target(reference, field, kind);
    }

    /** A backend in the protocol of another kind (an authorization service that speaks gRPC, say). */
    BackendPlan.Target target(BackendObjectReference reference, String field, RouteKind as) {
        Resolution<ClusterUse> use = references
                .backend(route, reference, as == RouteKind.UDP ? ServicePort.UDP : ServicePort.TCP)
                .then(backend ->
                        Protocols.choose(as, backend).then(protocol -> resolved(new ClusterUse(backend, protocol))));
        return use.fold(
                found -> {
                    clusters.put(found.key(), found);
                    return new BackendPlan.Cluster(found.key());
                },
                refused -> new BackendPlan.Unresolvable(find(field, reason(refused.cause()), refused.message())));
    }

    private static Resolution<ClusterUse> resolved(ClusterUse use) {
        return new Resolution.Resolved<>(use);
    }

    private static Reason reason(Cause cause) {
        switch (cause) {
            case NOT_PERMITTED:
                return Reason.REF_NOT_PERMITTED;
            case WRONG_KIND:
                return Reason.INVALID_KIND;
            case WRONG_PROTOCOL:
                return Reason.UNSUPPORTED_PROTOCOL;
            default:
                return Reason.BACKEND_NOT_FOUND;
        }
    }
}
