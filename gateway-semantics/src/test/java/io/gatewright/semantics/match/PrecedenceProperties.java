package io.gatewright.semantics.match;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.gatewright.semantics.plan.MatchPlan;
import io.gatewright.semantics.plan.PathMatch;
import io.gatewright.semantics.plan.RouteKind;
import io.gatewright.semantics.trace.Trace;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;

/**
 * The sentences of precedence, each for random matches: what a sentence does not speak of may be anything, and the match
 * that must lose is in an older route.
 */
class PrecedenceProperties {
    private static final int REQUESTS = 40;

    /** Whatever request {@code first} takes, it takes beside {@code second} too. */
    private static void beats(Dice dice, MatchPlan first, MatchPlan second) {
        Router alone = Router.of(
                Plans.web().http("first").created(9).rule(first).done().build());
        Router both = Router.of(Plans.web()
                .http("first")
                .created(9)
                .rule(first)
                .done()
                .http("second")
                .created(0)
                .rule(second)
                .done()
                .build());
        for (int i = 0; i < REQUESTS; i++) {
            Heads request = dice.request();
            if (winner(alone, request) != null) {
                assertEquals("first", winner(both, request), () -> request + ": " + first + " against " + second);
            }
        }
    }

    private static @Nullable String winner(Router router, Heads request) {
        Router.Port port = router.port(80);
        assertNotNull(port);
        Router.Listener listener = port.listener(request.head().host());
        assertNotNull(listener);
        Match match = listener.hosts().match(request.head(), Trace.NONE);
        return match == null ? null : match.route().route().name();
    }

    private static MatchPlan withPath(MatchPlan match, PathMatch path) {
        return new MatchPlan(path, match.method(), match.headers(), match.query());
    }

    @Property
    void exact_path_beats_any_prefix(@ForAll long seed) {
        Dice dice = new Dice(seed);
        MatchPlan first = withPath(dice.match(RouteKind.HTTP), new PathMatch.Exact(dice.path(1)));
        beats(dice, first, withPath(dice.match(RouteKind.HTTP), new PathMatch.Prefix(dice.path(0))));
    }

    @Property
    void longer_prefix_wins(@ForAll long seed) {
        Dice dice = new Dice(seed);
        String shorter = dice.path(0);
        MatchPlan first = withPath(dice.match(RouteKind.HTTP), new PathMatch.Prefix(shorter + "/a"));
        beats(dice, first, withPath(dice.match(RouteKind.HTTP), new PathMatch.Prefix(shorter)));
    }

    @Property
    void method_beats_header_count(@ForAll long seed) {
        Dice dice = new Dice(seed);
        PathMatch path = dice.path(RouteKind.HTTP);
        MatchPlan any = withPath(dice.match(RouteKind.HTTP), path);
        MatchPlan first = new MatchPlan(path, Optional.of("POST"), any.headers(), any.query());
        MatchPlan other = dice.match(RouteKind.HTTP);
        beats(dice, first, new MatchPlan(path, Optional.empty(), other.headers(), other.query()));
    }

    @Property
    void header_count_beats_query_count(@ForAll long seed) {
        Dice dice = new Dice(seed);
        MatchPlan any = dice.match(RouteKind.HTTP);
        MatchPlan other = dice.match(RouteKind.HTTP);
        List<MatchPlan.ValueMatch> more = new ArrayList<>(other.headers());
        more.add(new MatchPlan.ValueMatch("content-type", false, "application/grpc"));
        MatchPlan first = new MatchPlan(any.path(), any.method(), more, any.query());
        beats(dice, first, new MatchPlan(any.path(), any.method(), other.headers(), other.query()));
    }

    @Property
    void more_query_parameters_win_when_all_else_is_equal(@ForAll long seed) {
        Dice dice = new Dice(seed);
        MatchPlan any = dice.match(RouteKind.HTTP);
        List<MatchPlan.ValueMatch> more = new ArrayList<>(any.query());
        more.add(new MatchPlan.ValueMatch("s", false, "1"));
        beats(dice, new MatchPlan(any.path(), any.method(), any.headers(), more), any);
    }
}
