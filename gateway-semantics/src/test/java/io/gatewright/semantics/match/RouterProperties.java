package io.gatewright.semantics.match;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatewright.semantics.plan.MatchPlan;
import io.gatewright.semantics.plan.Plan;
import io.gatewright.semantics.plan.PlanEntry;
import io.gatewright.semantics.plan.RouteKind;
import io.gatewright.semantics.plan.RoutePlan;
import io.gatewright.semantics.plan.RulePlan;
import io.gatewright.semantics.trace.RecordingTrace;
import io.gatewright.semantics.trace.Trace;
import java.util.ArrayList;
import java.util.List;
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

    @Property(tries = 4000)
    void literal_segments_of_an_expression_lose_no_match(@ForAll long seed) {
        Dice dice = new Dice(seed);
        String[] pieces = {
            "/a", "/", "a", "b", "?", "*", "+", ".", "(b|c)", "|", "[ab]", "{1,2}", "\\.", "^", "$", "(?i)", "()",
            "\\Q\\E", "\\b", "(?:a)"
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
