package io.gatewright.semantics.match;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatewright.semantics.plan.MatchPlan;
import io.gatewright.semantics.plan.PathMatch;
import io.gatewright.semantics.plan.Plan;
import io.gatewright.semantics.trace.RecordingTrace;
import io.gatewright.semantics.trace.Trace;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Many rules for one path: they are found by the values they demand, and with the same answer as one after the other. */
class CrowdedBucketTest {
    private static final String[] METHODS = {"GET", "POST"};

    /** With a trace all candidates are tried in their order: that is the meaning. */
    @Property(tries = 500)
    void a_crowd_answers_as_if_each_was_asked(@ForAll long seed) {
        Dice dice = new Dice(seed);
        Plans.Route route = Plans.web().http("crowd").on("web");
        for (int i = 8 + dice.below(30); i > 0; i--) {
            route.rule(new MatchPlan(
                    new PathMatch.Prefix(""),
                    dice.oneIn(4) ? Optional.of(dice.of(METHODS)) : Optional.empty(),
                    dice.values("v", "w", "x"),
                    dice.values("q", "r")));
        }
        Router router = Router.of(route.done().build());
        for (int i = 0; i < 20; i++) {
            Heads request = dice.request();
            assertEquals(
                    match(router, request.head(), new RecordingTrace()),
                    match(router, request.head(), Trace.NONE),
                    () -> "seed " + seed + ", " + request);
        }
    }

    @Test
    void rules_that_a_header_tells_apart_are_not_tried_one_by_one() {
        Plans.Route route = Plans.web().http("crowd").on("web");
        for (int i = 0; i < 5_000; i++) {
            route.rule(Plans.headers(Plans.prefix("/x"), "tenant=" + i, "stage=live"));
        }
        Plan plan = route.done().build();
        Counting headers = new Counting(Heads.get("h/x", "tenant: 4711", "stage: live"));
        Match found =
                match(Router.of(plan), new RequestHead("GET", "http", "h", "h", "/x/y", null, headers), Trace.NONE);
        assertNotNull(found);
        assertEquals(4711, found.rank().rule());
        assertTrue(headers.asked < 10, () -> "asked for a header " + headers.asked + " times");
    }

    private static @Nullable Match match(Router router, RequestHead head, Trace trace) {
        Router.Port port = router.port(80);
        assertNotNull(port);
        Router.Listener listener = port.listener(head.host());
        assertNotNull(listener);
        return listener.hosts().match(head, trace);
    }

    private static final class Counting implements Headers {
        private final Headers given;
        private int asked;

        Counting(Headers given) {
            this.given = given;
        }

        @Override
        public @Nullable CharSequence first(CharSequence lowerName) {
            asked++;
            return given.first(lowerName);
        }

        @Override
        public List<? extends CharSequence> all(CharSequence lowerName) {
            asked++;
            return given.all(lowerName);
        }
    }
}
