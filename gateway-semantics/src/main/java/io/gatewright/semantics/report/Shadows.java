package io.gatewright.semantics.report;

import io.gatewright.model.name.Hostname;
import io.gatewright.semantics.plan.MatchPlan;
import io.gatewright.semantics.plan.PathMatch;
import io.gatewright.semantics.plan.Plan;
import io.gatewright.semantics.plan.RouteKind;
import io.gatewright.semantics.plan.RoutePlan;
import io.gatewright.semantics.plan.RulePlan;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Rules that can never be reached, because on every listener and host that they are for, another rule takes all of their
 * requests first. Only what is certain is reported: expressions are compared as text.
 */
public final class Shadows {
    /** One match of one rule at one host of one listener. */
    private record Place(
            String listener,
            boolean grpc,
            Optional<Hostname> effective,
            Optional<Hostname> declared,
            RoutePlan route,
            RulePlan rule,
            int matchIndex,
            MatchPlan match) {}

    /**
     * A rule that cannot be reached.
     *
     * @param rule which
     * @param shadowedBy rules that take its requests, each once; the first is enough to name
     */
    public record Shadow(RulePlan rule, List<RulePlan> shadowedBy) {
        public Shadow {
            shadowedBy = List.copyOf(shadowedBy);
        }
    }

    /** Among equal matches at equally specific hosts: age, then name, rule and match. */
    private static final Comparator<Place> FIRST = Comparator.comparing(
                    (Place place) -> place.route().created())
            .thenComparing(place -> place.route().route())
            .thenComparing(place -> place.rule().index())
            .thenComparing(Place::matchIndex);

    private Shadows() {}

    /** The rules of a plan that no request can reach, in the order of their keys. */
    public static List<Shadow> of(Plan plan) {
        List<Place> places = places(plan);
        Map<String, List<Place>> byPath = new HashMap<>();
        places.forEach(place -> byPath.computeIfAbsent(
                        bucket(
                                place,
                                place.effective().map(Hostname::text).orElse("*"),
                                pathKey(place.match().path())),
                        key -> new ArrayList<>())
                .add(place));
        Map<String, Set<RulePlan>> shadowing = new HashMap<>();
        Set<String> reachable = new HashSet<>();
        Map<String, RulePlan> rules = new TreeMap<>();
        for (Place place : places) {
            rules.put(place.rule().key(), place.rule());
            Optional<Place> before = before(place, byPath);
            if (before.isEmpty()) {
                reachable.add(place.rule().key());
            } else {
                shadowing
                        .computeIfAbsent(place.rule().key(), key -> new LinkedHashSet<>())
                        .add(before.get().rule());
            }
        }
        List<Shadow> shadows = new ArrayList<>();
        rules.forEach((key, rule) -> {
            if (!reachable.contains(key)) {
                shadows.add(new Shadow(rule, List.copyOf(shadowing.getOrDefault(key, Set.of()))));
            }
        });
        return shadows;
    }

    private static List<Place> places(Plan plan) {
        Map<Object, RoutePlan> routes = new HashMap<>();
        plan.routes().forEach(route -> routes.put(route.route(), route));
        List<Place> places = new ArrayList<>();
        for (RulePlan rule : plan.rules()) {
            RoutePlan route = routes.get(rule.route());
            if (route == null) {
                continue;
            }
            for (RoutePlan.Binding binding : route.bindings()) {
                for (RoutePlan.Host host : binding.hosts()) {
                    for (int i = 0; i < rule.matches().size(); i++) {
                        places.add(new Place(
                                binding.listener().toString(),
                                route.kind() == RouteKind.GRPC,
                                host.effective(),
                                host.declared(),
                                route,
                                rule,
                                i,
                                rule.matches().get(i)));
                    }
                }
            }
        }
        return places;
    }

    /** The names of all hosts that take whatever this one takes: itself, each wildcard above it, and every host. */
    private static List<String> coveringHosts(Optional<Hostname> effective) {
        List<String> hosts = new ArrayList<>();
        effective.ifPresent(host -> {
            hosts.add(host.text());
            String rest = host.suffix();
            for (int dot = rest.indexOf('.', host.wildcard() ? 1 : 0); dot >= 0; dot = rest.indexOf('.', dot + 1)) {
                hosts.add("*" + rest.substring(dot));
            }
        });
        hosts.add("*");
        return hosts;
    }

    /** A place that takes every request of this one. */
    @SuppressWarnings("ReferenceEquality") // the list holds this very place
    private static Optional<Place> before(Place place, Map<String, List<Place>> byPath) {
        List<String> hosts = coveringHosts(place.effective());
        for (String path : coveringPaths(place.match().path())) {
            for (String host : hosts) {
                for (Place other : byPath.getOrDefault(bucket(place, host, path), List.of())) {
                    if (other != place && takesAll(other, place)) {
                        return Optional.of(other);
                    }
                }
            }
        }
        return Optional.empty();
    }

    /** Whether one of two places takes all that the other would take; its host is known to cover the other's. */
    private static boolean takesAll(Place other, Place place) {
        if (!covers(other.match(), place.match())) {
            return false;
        }
        int specific = specificity(other).compareTo(specificity(place));
        if (specific != 0) {
            return specific < 0; // a more specific host is asked first, whatever its paths
        }
        // on one host the broader match has the lower rank, unless the two are equal
        return covers(place.match(), other.match()) && FIRST.compare(other, place) < 0;
    }

    /** The declared host as precedence sees it; less means asked earlier. */
    private static Specificity specificity(Place place) {
        return new Specificity(
                place.declared().isEmpty(),
                place.declared().map(Hostname::wildcard).orElse(true),
                -place.declared().map(Hostname::characters).orElse(0));
    }

    private record Specificity(boolean none, boolean wildcard, int negativeLength) implements Comparable<Specificity> {
        private static final Comparator<Specificity> ORDER = Comparator.comparing(Specificity::none)
                .thenComparing(Specificity::wildcard)
                .thenComparing(Specificity::negativeLength);

        @Override
        public int compareTo(Specificity other) {
            return ORDER.compare(this, other);
        }
    }

    /** Whether every request that {@code narrow} takes, {@code broad} would take too; the paths are known to cover. */
    private static boolean covers(MatchPlan broad, MatchPlan narrow) {
        return coveringPaths(narrow.path()).contains(pathKey(broad.path()))
                && (broad.method().isEmpty() || broad.method().equals(narrow.method()))
                && narrow.headers().containsAll(broad.headers())
                && narrow.query().containsAll(broad.query());
    }

    private static String bucket(Place place, String host, String path) {
        return place.listener() + ' ' + place.grpc() + ' ' + host + ' ' + path;
    }

    private static String pathKey(PathMatch path) {
        return path.fold(
                exact -> "=" + exact.value(),
                prefix -> "^" + prefix.value(),
                regex -> "~" + regex.pattern(),
                call -> "grpc " + call);
    }

    /** The keys of all paths that take whatever this one takes. */
    private static List<String> coveringPaths(PathMatch path) {
        return path.fold(
                exact -> {
                    List<String> keys = prefixes(exact.value());
                    keys.add("=" + exact.value());
                    return keys;
                },
                prefix -> prefixes(prefix.value()),
                regex -> List.of("~" + regex.pattern(), "^"),
                call -> List.of(
                        "grpc " + call,
                        "grpc " + new PathMatch.GrpcCall(call.service(), Optional.empty(), call.regex()),
                        "grpc " + new PathMatch.GrpcCall(Optional.empty(), Optional.empty(), false)));
    }

    private static List<String> prefixes(String path) {
        List<String> keys = new ArrayList<>();
        keys.add("^");
        for (int slash = path.indexOf('/', 1); slash > 0; slash = path.indexOf('/', slash + 1)) {
            keys.add("^" + path.substring(0, slash));
        }
        if (path.length() > 1) {
            keys.add("^" + path);
        }
        return keys;
    }
}
