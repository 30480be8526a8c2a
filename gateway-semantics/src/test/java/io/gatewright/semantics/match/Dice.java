package io.gatewright.semantics.match;

import io.gatewright.model.name.Hostname;
import io.gatewright.semantics.plan.ListenerPlan.Protocol;
import io.gatewright.semantics.plan.MatchPlan;
import io.gatewright.semantics.plan.MatchPlan.ValueMatch;
import io.gatewright.semantics.plan.PathMatch;
import io.gatewright.semantics.plan.Plan;
import io.gatewright.semantics.plan.RouteKind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.jspecify.annotations.Nullable;

/**
 * Random plans and requests, one after the other from one seed, so that a failure is repeated with the seed alone. Names,
 * paths and values are few, so that everything overlaps with everything.
 */
final class Dice {
    private static final String[] HOSTS = {
        "", "", "a.example.com", "b.example.com", "example.com", "*.example.com", "*.com", "*.a.example.com", "x.org"
    };
    private static final String[] REQUEST_HOSTS = {
        "a.example.com",
        "b.example.com",
        "example.com",
        "x.a.example.com",
        "y.x.a.example.com",
        "x.org",
        "com",
        "foo.com"
    };
    private static final String[] SEGMENTS = {"a", "b", "ab", "pkg.Echo", "Say"};
    private static final String[] PATTERNS = {
        "/a/.*",
        "/.*",
        "/a(/b)?",
        "/ab?/.*",
        "/(a|b)/.*",
        "/a|/b",
        "[^/]*",
        "/a/b/.+",
        "/pkg\\.Echo/.*",
        "/a([",
        "^/b.*"
    };
    private static final String[] PARTS = {"pkg\\..*", ".*", "S.y", "a|b", "a", "[", "pkg.Echo"};
    private static final String[] VALUES = {"1", "2", "one"};
    private static final String[] METHODS = {"GET", "POST", "PUT"};

    private final RandomGenerator random;

    Dice(long seed) {
        random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    boolean oneIn(int n) {
        return random.nextInt(n) == 0;
    }

    String of(String[] choices) {
        return choices[random.nextInt(choices.length)];
    }

    String path(int least) {
        StringBuilder path = new StringBuilder();
        int segments = least + below(4 - least);
        for (int i = 0; i < segments; i++) {
            path.append('/').append(of(SEGMENTS));
        }
        return path.toString();
    }

    PathMatch path(RouteKind kind) {
        if (kind == RouteKind.GRPC) {
            boolean regex = oneIn(3);
            Optional<String> service = oneIn(3) ? Optional.empty() : Optional.of(regex ? of(PARTS) : of(SEGMENTS));
            Optional<String> method = oneIn(3) ? Optional.empty() : Optional.of(regex ? of(PARTS) : of(SEGMENTS));
            return new PathMatch.GrpcCall(service, method, regex);
        }
        return switch (below(4)) {
            case 0 -> new PathMatch.Exact(path(1) + (oneIn(4) ? "/" : ""));
            case 1 -> new PathMatch.Regex(of(PATTERNS));
            default -> new PathMatch.Prefix(path(0));
        };
    }

    List<ValueMatch> values(String... names) {
        List<ValueMatch> values = new ArrayList<>();
        for (String name : names) {
            if (oneIn(4)) {
                values.add(new ValueMatch(name, oneIn(4), oneIn(6) ? "[0-9]" : of(VALUES)));
            }
        }
        return values;
    }

    MatchPlan match(RouteKind kind) {
        Optional<String> method = kind == RouteKind.HTTP && oneIn(3) ? Optional.of(of(METHODS)) : Optional.empty();
        List<ValueMatch> query = kind == RouteKind.HTTP ? values("q", "r") : List.of();
        return new MatchPlan(path(kind), method, values("v", "w"), query);
    }

    Plan plan() {
        Plans plans = Plans.plan();
        Map<String, Optional<Hostname>> listeners = new LinkedHashMap<>();
        List<Optional<Hostname>> taken = new ArrayList<>();
        for (int i = 0; i < 1 + below(3); i++) {
            Optional<Hostname> host = Plans.host(of(HOSTS));
            if (!taken.contains(host)) {
                taken.add(host);
                listeners.put("l" + i, host);
                plans.listen(
                        "l" + i, 80, Protocol.HTTP, host.map(Hostname::text).orElse(""));
            }
        }
        int routes = 1 + below(6);
        for (int i = 0; i < routes; i++) {
            Plans.Route route =
                    oneIn(3) ? plans.grpc("ns" + below(2) + "/r" + i) : plans.http("ns" + below(2) + "/r" + i);
            addRoute(route, listeners);
        }
        return plans.build();
    }

    private void addRoute(Plans.Route route, Map<String, Optional<Hostname>> listeners) {
        route.created(below(3));
        List<Optional<Hostname>> declared = new ArrayList<>();
        for (int i = 0; i < 1 + below(2); i++) {
            Optional<Hostname> host = Plans.host(of(HOSTS));
            if (!declared.contains(host)) {
                declared.add(host);
            }
        }
        boolean bound = false;
        for (Map.Entry<String, Optional<Hostname>> listener : listeners.entrySet()) {
            for (Optional<Hostname> host : declared) {
                Optional<Hostname> effective = meet(listener.getValue(), host);
                if (effective != null) {
                    route.narrowed(
                            listener.getKey(),
                            host.map(Hostname::text).orElse(""),
                            effective.map(Hostname::text).orElse(""));
                    bound = true;
                }
            }
        }
        if (!bound) {
            route.on("nowhere");
        }
        for (int i = 0; i < 1 + below(3); i++) {
            MatchPlan[] matches = new MatchPlan[1 + below(2)];
            for (int j = 0; j < matches.length; j++) {
                matches[j] = match(route.kind());
            }
            route.rule(matches);
        }
        route.done();
    }

    /** The hosts that a listener and a route share; null if none. */
    private static @Nullable Optional<Hostname> meet(Optional<Hostname> listener, Optional<Hostname> route) {
        if (listener.isEmpty() || route.isEmpty()) {
            return listener.isEmpty() ? route : listener;
        }
        Optional<Hostname> both = Hostname.intersect(listener.get(), route.get());
        return both.isPresent() ? both : null;
    }

    Heads request() {
        String target = of(REQUEST_HOSTS) + path(0) + (oneIn(4) ? "/" : "");
        if (target.indexOf('/') < 0) {
            target += "/";
        }
        if (oneIn(2)) {
            target += "?" + of(new String[] {"q", "r", "s"}) + "=" + of(VALUES) + (oneIn(3) ? "&q=2&r=1" : "");
        }
        List<String> headers = new ArrayList<>();
        for (String name : new String[] {"v", "w"}) {
            for (int i = below(3); i > 0; i--) {
                headers.add(name + ": " + of(VALUES));
            }
        }
        String[] lines = headers.toArray(String[]::new);
        return oneIn(2) ? Heads.grpc(target, lines) : Heads.request(of(METHODS), target, lines);
    }
}
