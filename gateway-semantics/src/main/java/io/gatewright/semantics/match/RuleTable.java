package io.gatewright.semantics.match;

import io.gatewright.semantics.listener.ListenerKey;
import io.gatewright.semantics.pick.WeightedChoice;
import io.gatewright.semantics.plan.BackendPlan;
import io.gatewright.semantics.plan.MatchPlan;
import io.gatewright.semantics.plan.RouteKind;
import io.gatewright.semantics.plan.RoutePlan;
import io.gatewright.semantics.plan.RulePlan;
import io.gatewright.semantics.trace.Trace;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All rules under one host of one listener. Immutable; the cost of a question does not grow with rules for other paths, and
 * that of a change not with rules that it does not touch.
 */
public final class RuleTable {
    private static final RuleTable EMPTY = new RuleTable(0, null, null, List.of());

    private final int routes;
    private final @Nullable HttpTable http;
    private final @Nullable GrpcTable grpc;
    private final List<Source> streams;

    private RuleTable(int routes, @Nullable HttpTable http, @Nullable GrpcTable grpc, List<Source> streams) {
        this.routes = routes;
        this.http = http;
        this.grpc = grpc;
        this.streams = streams;
    }

    /** A route under one of its hosts, with its rules in their order. */
    record Source(RoutePlan route, RoutePlan.Host host, List<RulePlan> rules) {}

    /** What changes under one host: a route that is edited goes and comes. */
    static final class Change {
        /** By the route's key, in whose order they are looked through: a route that is bound twice counts once. */
        final SortedMap<String, Source> gone = new TreeMap<>();

        final SortedMap<String, Source> come = new TreeMap<>();
    }

    /**
     * The table after a change.
     *
     * @param before null: there was none
     * @return null if no route is left
     */
    static @Nullable RuleTable next(
            @Nullable RuleTable before, ListenerKey listener, Change change, Expressions expressions) {
        RuleTable old = before == null ? EMPTY : before;
        int routes = old.routes - change.gone.size() + change.come.size();
        HttpTable.Change http = new HttpTable.Change();
        GrpcTable.Change grpc = new GrpcTable.Change();
        boolean[] touched = new boolean[2];
        change.gone.values().forEach(source -> {
            for (RulePlan rule : source.rules) {
                for (MatchPlan match : requests(source) ? rule.matches() : List.<MatchPlan>of()) {
                    if (source.route.kind() == RouteKind.GRPC) {
                        grpc.without(source.route.route(), match.path());
                        touched[1] = true;
                    } else {
                        http.without(source.route.route(), match.path());
                        touched[0] = true;
                    }
                }
            }
        });
        for (Source source : change.come.values()) {
            for (Candidate candidate : candidates(listener, source, expressions)) {
                boolean call = source.route.kind() == RouteKind.GRPC;
                touched[call ? 1 : 0] = true;
                if (!(call ? grpc.with(candidate) : http.with(candidate))) {
                    expressions.release(candidate.expressions());
                }
            }
        }
        if (routes == 0 && !touched[0] && !touched[1]) {
            return null;
        }
        HttpTable nextHttp =
                !touched[0] ? old.http : (old.http == null ? HttpTable.EMPTY : old.http).next(http, expressions);
        GrpcTable nextGrpc =
                !touched[1] ? old.grpc : (old.grpc == null ? GrpcTable.EMPTY : old.grpc).next(grpc, expressions);
        return routes == 0 ? null : new RuleTable(routes, nextHttp, nextGrpc, streams(old.streams, change));
    }

    private static boolean requests(Source source) {
        return source.route.kind() == RouteKind.HTTP || source.route.kind() == RouteKind.GRPC;
    }

    private static List<Candidate> candidates(ListenerKey listener, Source source, Expressions expressions) {
        List<Candidate> candidates = new ArrayList<>(source.rules.size());
        if (requests(source)) {
            for (RulePlan rule : source.rules) {
                WeightedChoice choice = WeightedChoice.of(
                        rule.backends().stream().map(BackendPlan::weight).toList());
                for (int i = 0; i < rule.matches().size(); i++) {
                    Match match = match(listener, source, rule, rule.matches().get(i), i, choice);
                    candidates.add(new Candidate(match, expressions));
                }
            }
        }
        return candidates;
    }

    private static List<Source> streams(List<Source> before, Change change) {
        if (before.isEmpty() && change.come.values().stream().allMatch(RuleTable::requests)) {
            return before;
        }
        TreeMap<String, Source> streams = new TreeMap<>();
        before.forEach(source -> streams.put(source.route.key(), source));
        change.gone.keySet().forEach(streams::remove);
        change.come.values().stream()
                .filter(source -> !requests(source))
                .forEach(source -> streams.put(source.route.key(), source));
        return List.copyOf(streams.values());
    }

    /** Its routes below HTTP. */
    List<Source> streams() {
        return streams;
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
}
