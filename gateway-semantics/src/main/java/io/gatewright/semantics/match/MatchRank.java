package io.gatewright.semantics.match;

import io.gatewright.model.name.ObjectRef;
import io.gatewright.semantics.plan.MatchPlan;
import io.gatewright.semantics.plan.PathMatch;
import io.gatewright.semantics.plan.RouteKind;
import io.gatewright.semantics.plan.RoutePlan;
import io.gatewright.semantics.plan.RulePlan;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/**
 * The precedence of one match of one rule under one host, in the words of {@code HTTPRouteSpec.hostnames}, {@code
 * HTTPRouteRule.matches} and {@code GRPCRouteRule.matches} (v1.7.0). The natural order is best first: of all matches that
 * a request satisfies, the first one takes it.
 *
 * <p>A regular expression, whose rank the API leaves open, comes after exact values and before prefixes; the longer
 * expression comes first. So a special case written as an expression is not shadowed by a catch-all prefix.
 *
 * @param exactHost characters of the route's own hostname if it is no wildcard, else 0
 * @param host characters of the route's own hostname, 0 if it has none
 * @param kind of the route: rules of different kinds are never merged
 * @param pathClass for HTTP the path, for gRPC the service: 2 exact, 1 expression, 0 prefix or absent
 * @param pathLength characters of the prefix, expression or service
 * @param methodClass 2 exact, 1 expression (gRPC only), 0 absent
 * @param methodLength characters of a gRPC method; 0 for HTTP, where all methods weigh the same
 * @param headers number of header matches
 * @param query number of query parameter matches
 * @param created of the route
 * @param route whose; compared by namespace, then by name
 * @param rule index in the route
 * @param match index in the rule
 */
public record MatchRank(
        int exactHost,
        int host,
        RouteKind kind,
        int pathClass,
        int pathLength,
        int methodClass,
        int methodLength,
        int headers,
        int query,
        Instant created,
        ObjectRef route,
        int rule,
        int match)
        implements Comparable<MatchRank> {

    private static final int EXACT = 2;
    private static final int EXPRESSION = 1;
    private static final int ABSENT = 0;

    /** One sentence of the specification each, in its order. */
    private static final List<Criterion> CRITERIA = List.of(
            // hostnames: most characters in a matching non-wildcard hostname
            most("more specific host", MatchRank::exactHost),
            // hostnames: most characters in a matching hostname
            most("more specific host", MatchRank::host),
            // GRPCRouteRule.matches: no merging; a gRPC request asks the GRPCRoutes of a host first
            new Criterion("gRPC routes come first", Comparator.comparing(rank -> rank.kind() != RouteKind.GRPC)),
            // HTTP: "Exact" path match. gRPC: a service that is spelled out has all its characters matched
            most("exact path", MatchRank::pathClass),
            // HTTP: prefix with most characters. gRPC: most characters in a matching service
            most("longer path", MatchRank::pathLength),
            // HTTP: method match. gRPC: a method that is spelled out has all its characters matched
            most("method", MatchRank::methodClass),
            // gRPC: most characters in a matching method
            most("longer method", MatchRank::methodLength),
            // most header matches
            most("more header matches", MatchRank::headers),
            // HTTP: most query parameter matches
            most("more query parameter matches", MatchRank::query),
            // ties across routes: the oldest route
            new Criterion("older route", Comparator.comparing(MatchRank::created)),
            // ties across routes: first in alphabetical order by {namespace}/{name}
            new Criterion("first by namespace and name", Comparator.comparing(MatchRank::route)),
            // ties within a route: the first rule
            new Criterion("earlier rule", Comparator.comparingInt(MatchRank::rule)),
            // ties within a rule do not matter; fixed so that answers are the same every time
            new Criterion("earlier match", Comparator.comparingInt(MatchRank::match)));

    private record Criterion(String name, Comparator<MatchRank> order) {}

    private static Criterion most(String name, java.util.function.ToIntFunction<MatchRank> measure) {
        return new Criterion(name, Comparator.comparingInt(measure).reversed());
    }

    /** The rank of a rule's match under one host of its route. */
    static MatchRank of(RoutePlan route, RoutePlan.Host host, RulePlan rule, MatchPlan match, int index) {
        PathRank path = PathRank.of(match.path());
        boolean grpc = route.kind() == RouteKind.GRPC;
        return new MatchRank(
                host.declared()
                        .filter(name -> !name.wildcard())
                        .map(name -> name.characters())
                        .orElse(0),
                host.declared().map(name -> name.characters()).orElse(0),
                route.kind(),
                path.pathClass,
                path.pathLength,
                grpc ? path.methodClass : match.method().isPresent() ? EXACT : ABSENT,
                grpc ? path.methodLength : 0,
                match.headers().size(),
                match.query().size(),
                route.created(),
                route.route(),
                rule.index(),
                index);
    }

    private record PathRank(int pathClass, int pathLength, int methodClass, int methodLength) {
        static PathRank of(PathMatch path) {
            return path.fold(
                    exact -> new PathRank(EXACT, 0, ABSENT, 0),
                    prefix -> new PathRank(ABSENT, prefix.value().length(), ABSENT, 0),
                    regex -> new PathRank(EXPRESSION, regex.pattern().length(), ABSENT, 0),
                    call -> {
                        int spelled = call.regex() ? EXPRESSION : EXACT;
                        return new PathRank(
                                call.service().isPresent() ? spelled : ABSENT,
                                call.service().map(String::length).orElse(0),
                                call.method().isPresent() ? spelled : ABSENT,
                                call.method().map(String::length).orElse(0));
                    });
        }
    }

    @Override
    public int compareTo(MatchRank other) {
        for (Criterion criterion : CRITERIA) {
            int order = criterion.order().compare(this, other);
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    /** The criterion by which the better of two ranks wins, for people: {@code older route}, say. */
    public String decidedBy(MatchRank other) {
        for (Criterion criterion : CRITERIA) {
            if (criterion.order().compare(this, other) != 0) {
                return criterion.name();
            }
        }
        return "same match";
    }
}
