package io.gatewright.semantics.match;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatewright.model.name.Hostname;
import io.gatewright.semantics.plan.ListenerPlan.Protocol;
import io.gatewright.semantics.plan.MatchPlan;
import io.gatewright.semantics.plan.MatchPlan.ValueMatch;
import io.gatewright.semantics.plan.PathMatch;
import io.gatewright.semantics.plan.Plan;
import io.gatewright.semantics.plan.PlanEntry;
import io.gatewright.semantics.plan.RouteKind;
import io.gatewright.semantics.plan.RoutePlan;
import io.gatewright.semantics.plan.RulePlan;
import io.gatewright.semantics.trace.RecordingTrace;
import io.gatewright.semantics.trace.Trace;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import org.jspecify.annotations.Nullable;

/**
 * The compiled router against the literal one, on random plans whose names, paths and values are few, so that everything
 * overlaps with everything.
 */
class RouterProperties {
    private static final int REQUESTS_PER_PLAN = 30;

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

    /** One random plan or request after the other from one seed; a failure is repeated with the seed alone. */
    private static final class Dice {
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

    private static @Nullable Match compiled(Router router, Heads request, Trace trace) {
        RequestHead head = request.head();
        Router.Port port = router.port(80);
        assertNotNull(port);
        Router.Listener listener = port.listener(head.host());
        return listener == null ? null : listener.hosts().match(head, trace);
    }

    private static @Nullable String name(@Nullable Match match) {
        return match == null ? null : match.rule().key() + "/" + match.rank().match();
    }

    @Property(tries = 1500)
    void compiled_router_agrees_with_a_literal_one(@ForAll long seed) {
        Dice dice = new Dice(seed);
        Plan plan = dice.plan();
        Router router = Router.of(plan);
        for (int i = 0; i < REQUESTS_PER_PLAN; i++) {
            Heads request = dice.request();
            assertEquals(
                    LiteralRouter.answer(plan, 80, request.head()),
                    name(compiled(router, request, Trace.NONE)),
                    () -> request + "\nin " + plan.entries().values());
        }
    }

    @Property(tries = 300)
    void tracing_changes_no_decision(@ForAll long seed) {
        Dice dice = new Dice(seed);
        Router router = Router.of(dice.plan());
        for (int i = 0; i < REQUESTS_PER_PLAN; i++) {
            Heads request = dice.request();
            RecordingTrace trace = new RecordingTrace();
            assertSame(compiled(router, request, Trace.NONE), compiled(router, request, trace));
        }
    }

    @Property(tries = 300)
    void order_of_entries_changes_no_decision(@ForAll long seed) {
        Dice dice = new Dice(seed);
        Plan plan = dice.plan();
        List<PlanEntry> entries = new ArrayList<>(plan.entries().values());
        java.util.Collections.reverse(entries);
        Router router = Router.of(plan);
        Router reversed = Router.of(Plan.of(plan.gateway(), entries));
        for (int i = 0; i < REQUESTS_PER_PLAN; i++) {
            Heads request = dice.request();
            assertEquals(name(compiled(router, request, Trace.NONE)), name(compiled(reversed, request, Trace.NONE)));
        }
    }

    @Property(tries = 300)
    void rebuilding_unchanged_plan_reuses_tables(@ForAll long seed) {
        Plan plan = new Dice(seed).plan();
        Router first = Router.of(plan);
        Router second =
                Router.next(first, Plan.of(plan.gateway(), plan.entries().values()));
        Router.Port before = first.port(80);
        Router.Port after = second.port(80);
        assertNotNull(before);
        assertNotNull(after);
        assertEquals(before.listeners().size(), after.listeners().size());
        for (int i = 0; i < before.listeners().size(); i++) {
            assertSame(before.listeners().get(i), after.listeners().get(i));
        }
    }

    /** Whatever one router takes over from another, it answers as if it had been built alone. */
    @Property(tries = 500)
    void reused_tables_answer_like_fresh_ones(@ForAll long seed) {
        Dice dice = new Dice(seed);
        Plan plan = dice.plan();
        Router router = Router.of(plan);
        for (int change = 0; change < 4; change++) {
            Plan other = dice.plan();
            List<PlanEntry> mixed = new ArrayList<>();
            Plan old = plan;
            boolean keepMost = dice.oneIn(2);
            old.entries().values().forEach(entry -> {
                boolean keep = keepMost ? !dice.oneIn(5) : dice.oneIn(2);
                if (keep || entry instanceof io.gatewright.semantics.plan.ListenerPlan) {
                    mixed.add(entry);
                }
            });
            other.entries().forEach((key, entry) -> {
                if (mixed.stream().noneMatch(kept -> kept.key().equals(key))) {
                    mixed.add(entry);
                }
            });
            plan = Plan.of(plan.gateway(), mixed);
            router = Router.next(router, plan);
            Router fresh = Router.of(plan);
            for (int i = 0; i < 10; i++) {
                Heads request = dice.request();
                assertEquals(name(compiled(fresh, request, Trace.NONE)), name(compiled(router, request, Trace.NONE)));
            }
        }
    }

    @Property(tries = 300)
    void adding_rules_for_other_paths_changes_no_decision(@ForAll long seed) {
        Dice dice = new Dice(seed);
        Plan plan = dice.plan();
        List<PlanEntry> more = new ArrayList<>(plan.entries().values());
        Plans.web()
                .http("zz/unrelated")
                .on("l0")
                .rule(Plans.prefix("/unrelated"), Plans.exact("/none"))
                .done()
                .build()
                .entries()
                .values()
                .stream()
                .filter(entry -> entry instanceof RoutePlan || entry instanceof RulePlan)
                .forEach(more::add);
        Router router = Router.of(plan);
        Router larger = Router.of(Plan.of(plan.gateway(), more));
        for (int i = 0; i < REQUESTS_PER_PLAN; i++) {
            Heads request = dice.request();
            assertEquals(name(compiled(router, request, Trace.NONE)), name(compiled(larger, request, Trace.NONE)));
        }
    }

    @Property(tries = 500)
    void a_less_specific_host_never_outranks(@ForAll long seed) {
        Dice dice = new Dice(seed);
        MatchPlan narrow = dice.match(RouteKind.HTTP);
        MatchPlan wide = dice.match(RouteKind.HTTP);
        Plans plans = Plans.web();
        plans.http("wide").created(0).on("web", "*.example.com").rule(wide).done();
        plans.http("narrow").created(9).on("web", "a.example.com").rule(narrow).done();
        Router both = Router.of(plans.build());
        Router alone = Router.of(Plans.web()
                .http("narrow")
                .created(9)
                .on("web", "a.example.com")
                .rule(narrow)
                .done()
                .build());
        for (int i = 0; i < REQUESTS_PER_PLAN; i++) {
            Heads request = dice.request();
            Match byNarrow = compiled(alone, request, Trace.NONE);
            if (byNarrow != null) {
                assertEquals(name(byNarrow), name(compiled(both, request, Trace.NONE)));
            }
        }
    }

    @Property(tries = 500)
    void older_route_wins_ties(@ForAll long seed, @ForAll @IntRange(min = 1, max = 100) int younger) {
        Dice dice = new Dice(seed);
        MatchPlan same = dice.match(RouteKind.HTTP);
        Plans plans = Plans.web().http("a").created(younger).rule(same).done();
        Router router = Router.of(plans.http("b").created(0).rule(same).done().build());
        for (int i = 0; i < REQUESTS_PER_PLAN; i++) {
            Match match = compiled(router, dice.request(), Trace.NONE);
            assertTrue(match == null || match.route().route().name().equals("b"));
        }
    }

    @Property(tries = 500)
    void ranks_are_a_total_order(@ForAll long seed) {
        Dice dice = new Dice(seed);
        List<MatchRank> ranks = new ArrayList<>();
        Plan plan = dice.plan();
        for (RoutePlan route : plan.routes()) {
            for (RulePlan rule : plan.rules()) {
                if (rule.route().equals(route.route())) {
                    for (int i = 0; i < rule.matches().size(); i++) {
                        ranks.add(MatchRank.of(
                                route,
                                route.bindings().get(0).hosts().get(0),
                                rule,
                                rule.matches().get(i),
                                i));
                    }
                }
            }
        }
        for (MatchRank a : ranks) {
            for (MatchRank b : ranks) {
                assertEquals(Integer.signum(a.compareTo(b)), -Integer.signum(b.compareTo(a)));
                assertEquals(a.equals(b), a.compareTo(b) == 0);
                for (MatchRank c : ranks) {
                    assertTrue(a.compareTo(b) > 0 || b.compareTo(c) > 0 || a.compareTo(c) <= 0);
                }
            }
        }
    }

    @Property
    void parsing_a_target_never_throws_and_is_stable(@ForAll @StringLength(max = 60) String raw) {
        RequestTarget target = RequestTarget.parse("GET", "/" + raw).orNull();
        RequestTarget.parse("OPTIONS", raw);
        if (target != null) {
            assertStable(target);
        }
    }

    @Property(tries = 3000)
    void parsing_a_nasty_target_never_throws_and_is_stable(@ForAll long seed) {
        Dice dice = new Dice(seed);
        String[] pieces = {
            "/", "//", ".", "..", "%2e", "%2F", "%", "%4", "%41", "%c3", ";", "a", "~", "?", "#", "\\", "é", "%3b",
            "%25", "*"
        };
        StringBuilder raw = new StringBuilder("/");
        for (int i = 0; i < 8; i++) {
            raw.append(dice.of(pieces));
        }
        RequestTarget target = RequestTarget.parse("GET", raw.toString()).orNull();
        if (target != null) {
            assertStable(target);
        }
    }

    /** Normal form: reading it again changes nothing, so a second proxy of our kind sees the same. */
    private static void assertStable(RequestTarget target) {
        String again = target.path() + (target.query() == null ? "" : "?" + target.query());
        assertEquals(target, RequestTarget.parse("GET", again).orNull());
        assertTrue(target.path().startsWith("/"));
        assertTrue(!target.path().contains("//"), target.path());
        for (String segment : target.path().split("/")) {
            assertTrue(!segment.equals(".") && !segment.equals(".."), target.path());
        }
    }

    @Property
    void parsing_an_authority_never_throws_and_is_stable(@ForAll @StringLength(max = 60) String text) {
        Authority authority = Authority.parse(text).orNull();
        if (authority != null) {
            assertEquals(authority.host(), authority.host().toLowerCase(java.util.Locale.ROOT));
            Authority again = Authority.parse(authority.host()).orNull();
            assertNotNull(again);
            assertEquals(authority.host(), again.host());
        } else {
            assertNull(Authority.parse(text).orNull());
        }
    }

    @Property(tries = 2000)
    void literal_segments_of_an_expression_lose_no_match(@ForAll long seed) {
        Dice dice = new Dice(seed);
        String[] pieces = {
            "/a", "/", "a", "b", "?", "*", "+", ".", "(b|c)", "|", "[ab]", "{1,2}", "\\.", "^", "$", "(?i)"
        };
        StringBuilder pattern = new StringBuilder(dice.oneIn(3) ? "" : "/a/");
        for (int i = 0; i < 5; i++) {
            pattern.append(dice.of(pieces));
        }
        Expression expression = Expression.of(pattern.toString());
        String root = Expression.literalSegments(pattern.toString());
        for (int i = 0; i < 50; i++) {
            String path = dice.path(1).replace("pkg.Echo", "c") + (dice.oneIn(2) ? "/" : "");
            if (expression.matches(path)) {
                assertTrue(path.equals(root) || path.startsWith(root + "/"), pattern + " " + root + " " + path);
            }
        }
    }
}
