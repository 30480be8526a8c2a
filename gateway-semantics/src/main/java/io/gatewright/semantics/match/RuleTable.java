package io.gatewright.semantics.match;

import io.gatewright.semantics.listener.ListenerKey;
import io.gatewright.semantics.pick.WeightedChoice;
import io.gatewright.semantics.plan.BackendPlan;
import io.gatewright.semantics.plan.MatchPlan;
import io.gatewright.semantics.plan.PathMatch;
import io.gatewright.semantics.plan.RouteKind;
import io.gatewright.semantics.plan.RoutePlan;
import io.gatewright.semantics.plan.RulePlan;
import io.gatewright.semantics.trace.Trace;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * All rules under one host of one listener. Immutable; the cost of a question does not grow with rules for other paths.
 */
public final class RuleTable {
    /** What a table is made of: a route under one of its hosts. Equal sources give equal tables. */
    record Source(RoutePlan route, RoutePlan.Host host, List<RulePlan> rules) {}

    /** Stands in for the match of a rule that has none because its kind of route matches whole connections. */
    private static final MatchPlan CONNECTION =
            new MatchPlan(new PathMatch.Prefix(""), Optional.empty(), List.of(), List.of());

    final List<Source> sources;
    final List<Expression> expressions = new ArrayList<>();
    private final @Nullable HttpTable http;
    private final @Nullable GrpcTable grpc;
    private final @Nullable Match connection;

    RuleTable(ListenerKey listener, List<Source> sources, Expressions expressions) {
        this.sources = sources;
        List<Candidate> httpCandidates = new ArrayList<>();
        List<Candidate> grpcCandidates = new ArrayList<>();
        List<Match> connections = new ArrayList<>();
        for (Source source : sources) {
            RouteKind kind = source.route.kind();
            boolean requests = kind == RouteKind.HTTP || kind == RouteKind.GRPC;
            for (RulePlan rule : source.rules) {
                WeightedChoice choice = WeightedChoice.of(
                        rule.backends().stream().map(BackendPlan::weight).toList());
                List<MatchPlan> matches = requests ? rule.matches() : List.of(CONNECTION);
                for (int i = 0; i < matches.size(); i++) {
                    Match match = match(listener, source, rule, matches.get(i), i, choice);
                    if (requests) {
                        Candidate candidate = new Candidate(match, expressions);
                        candidate.collectExpressions(this.expressions);
                        (kind == RouteKind.GRPC ? grpcCandidates : httpCandidates).add(candidate);
                    } else {
                        connections.add(match);
                    }
                }
            }
        }
        this.http = httpCandidates.isEmpty() ? null : new HttpTable(httpCandidates);
        this.grpc = grpcCandidates.isEmpty() ? null : new GrpcTable(grpcCandidates);
        this.connection =
                connections.stream().min(Comparator.comparing(Match::rank)).orElse(null);
    }

    private static Match match(
            ListenerKey listener, Source source, RulePlan rule, MatchPlan match, int index, WeightedChoice choice) {
        int prefixLength = match.path()
                .fold(
                        exact -> Match.NO_PREFIX,
                        prefix -> prefix.value().length(),
                        regex -> Match.NO_PREFIX,
                        call -> Match.NO_PREFIX);
        MatchRank rank = MatchRank.of(source.route, source.host, rule, match, index);
        return new Match(listener, source.route, source.host, rule, match, rank, prefixLength, choice);
    }

    /**
     * The best match for the request's path, method, headers and query, or null. The host is not looked at. A gRPC
     * request asks the GRPCRoutes first and then the HTTPRoutes; any other request only the HTTPRoutes.
     */
    public @Nullable Match match(RequestHead head, Trace trace) {
        Match found = grpc != null && head.grpc() ? grpc.find(head, trace) : null;
        return found != null || http == null ? found : http.find(head, trace);
    }

    /** The rule for whole connections (TLS, TCP, UDP): of several routes, the oldest serves. Null if there is none. */
    public @Nullable Match connection() {
        return connection;
    }
}
