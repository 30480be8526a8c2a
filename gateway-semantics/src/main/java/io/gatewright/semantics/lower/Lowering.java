package io.gatewright.semantics.lower;

import io.gatewright.model.name.GatewayDuration;
import io.gatewright.model.name.ObjectRef;
import io.gatewright.model.route.BackendRef;
import io.gatewright.model.route.GrpcBackendRef;
import io.gatewright.model.route.GrpcRoute;
import io.gatewright.model.route.GrpcRouteRule;
import io.gatewright.model.route.HttpBackendRef;
import io.gatewright.model.route.HttpRoute;
import io.gatewright.model.route.HttpRouteRetry;
import io.gatewright.model.route.HttpRouteRule;
import io.gatewright.model.route.HttpRouteTimeouts;
import io.gatewright.model.route.SessionPersistence;
import io.gatewright.model.route.StreamRouteRule;
import io.gatewright.semantics.finding.Finding;
import io.gatewright.semantics.finding.Reason;
import io.gatewright.semantics.plan.BackendPlan;
import io.gatewright.semantics.plan.FilterPlan;
import io.gatewright.semantics.plan.MatchPlan;
import io.gatewright.semantics.plan.RouteKind;
import io.gatewright.semantics.plan.RulePlan;
import io.gatewright.semantics.reference.References;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** The rules of each kind of route, in the one form of the plan. One method per kind, and nowhere else do kinds differ. */
public final class Lowering {
    private final References references;
    private final ObjectRef route;
    private final RouteKind kind;
    private final List<RulePlan> rules = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();
    private final TreeMap<String, ClusterUse> clusters = new TreeMap<>();
    private int declared;

    private Lowering(References references, ObjectRef route, RouteKind kind) {
        this.references = references;
        this.route = route;
        this.kind = kind;
    }

    /** The rules of an HTTPRoute. */
    public static Lowered http(References references, HttpRoute route) {
        Lowering lowering = new Lowering(references, route.ref(), RouteKind.HTTP);
        route.spec().rules().forEach(lowering::httpRule);
        return lowering.result();
    }

    /** The rules of a GRPCRoute. */
    public static Lowered grpc(References references, GrpcRoute route) {
        Lowering lowering = new Lowering(references, route.ref(), RouteKind.GRPC);
        route.spec().rules().forEach(lowering::grpcRule);
        return lowering.result();
    }

    /** TLSRoute, TCPRoute and UDPRoute: backends only. */
    public static Lowered stream(
            References references, ObjectRef route, RouteKind kind, List<StreamRouteRule> declared) {
        Lowering lowering = new Lowering(references, route, kind);
        declared.forEach(lowering::streamRule);
        return lowering.result();
    }

    private void httpRule(HttpRouteRule rule) {
        RuleScope scope = scope();
        List<MatchPlan> matches = Matches.http(scope, rule.matches());
        Filters filters = new Filters(scope, matches);
        List<FilterPlan> own = filters.http(rule.filters(), ".filters");
        List<BackendPlan> backends = new ArrayList<>();
        for (int i = 0; i < rule.backendRefs().size(); i++) {
            HttpBackendRef ref = rule.backendRefs().get(i);
            String field = ".backendRefs[" + i + "]";
            backends.add(backend(scope, ref, field, filters.http(ref.filters(), field + ".filters")));
        }
        boolean redirects = own.stream().anyMatch(filter -> filter instanceof FilterPlan.Redirect);
        if (redirects && !backends.isEmpty()) {
            scope.find(
                    ".backendRefs",
                    Reason.INCOMPATIBLE_FILTERS,
                    "a rule that redirects has no backends: remove the backendRefs or the `RequestRedirect` filter");
        }
        keep(
                scope,
                new RulePlan(
                        route,
                        declared - 1,
                        rule.name(),
                        matches,
                        own,
                        backends,
                        rule.timeouts().map(Lowering::timeouts).orElse(RulePlan.Timeouts.NONE),
                        rule.retry().map(Lowering::retry),
                        Sessions.lower(
                                scope,
                                route,
                                declared - 1,
                                rule.sessionPersistence().or(() -> ofBackend(scope))),
                        scope.refusal()),
                matches.isEmpty());
    }

    private void grpcRule(GrpcRouteRule rule) {
        RuleScope scope = scope();
        List<MatchPlan> matches = Matches.grpc(scope, rule.matches());
        Filters filters = new Filters(scope, matches);
        List<FilterPlan> own = filters.grpc(rule.filters(), ".filters");
        List<BackendPlan> backends = new ArrayList<>();
        for (int i = 0; i < rule.backendRefs().size(); i++) {
            GrpcBackendRef ref = rule.backendRefs().get(i);
            String field = ".backendRefs[" + i + "]";
            backends.add(backend(scope, ref, field, filters.grpc(ref.filters(), field + ".filters")));
        }
        keep(
                scope,
                new RulePlan(
                        route,
                        declared - 1,
                        rule.name(),
                        matches,
                        own,
                        backends,
                        RulePlan.Timeouts.NONE,
                        Optional.empty(),
                        Sessions.lower(
                                scope,
                                route,
                                declared - 1,
                                rule.sessionPersistence().or(() -> ofBackend(scope))),
                        scope.refusal()),
                matches.isEmpty());
    }

    private void streamRule(StreamRouteRule rule) {
        RuleScope scope = scope();
        List<BackendPlan> backends = new ArrayList<>();
        for (int i = 0; i < rule.backendRefs().size(); i++) {
            backends.add(backend(scope, rule.backendRefs().get(i), ".backendRefs[" + i + "]", List.of()));
        }
        keep(
                scope,
                new RulePlan(
                        route,
                        declared - 1,
                        rule.name(),
                        List.of(),
                        List.of(),
                        backends,
                        RulePlan.Timeouts.NONE,
                        Optional.empty(),
                        Optional.empty(),
                        scope.refusal()),
                false);
    }

    private RuleScope scope() {
        return new RuleScope(references, route, kind, declared++);
    }

    private static BackendPlan backend(RuleScope scope, BackendRef ref, String field, List<FilterPlan> filters) {
        return new BackendPlan(ref.weight(), scope.target(ref, field), filters);
    }

    /** What an XBackend asks for itself (GEP-4894); a rule's own wish comes before it. */
    private static Optional<SessionPersistence> ofBackend(RuleScope scope) {
        return scope.clusters().values().stream()
                .flatMap(use -> use.backend().xbackend().stream())
                .flatMap(xbackend -> xbackend.spec().sessionPersistence().stream())
                .findFirst();
    }

    /** @param matchless the rule has no entry left that could match: it is dropped */
    private void keep(RuleScope scope, RulePlan rule, boolean matchless) {
        findings.addAll(scope.findings());
        clusters.putAll(scope.clusters());
        if (!matchless) {
            rules.add(rule);
        }
    }

    private Lowered result() {
        return new Lowered(rules, findings, clusters, declared);
    }

    private static RulePlan.Timeouts timeouts(HttpRouteTimeouts timeouts) {
        return new RulePlan.Timeouts(positive(timeouts.request()), positive(timeouts.backendRequest()));
    }

    /** Zero means no limit, and so does absence. */
    private static Optional<Duration> positive(Optional<GatewayDuration> duration) {
        return duration.map(GatewayDuration::duration).filter(value -> !value.isZero());
    }

    private static RulePlan.Retry retry(HttpRouteRetry retry) {
        return new RulePlan.Retry(retry.codes(), retry.attempts(), positive(retry.backoff()));
    }
}
