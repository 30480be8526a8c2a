package io.gatewright.semantics.match;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatewright.semantics.plan.ListenerPlan.Protocol;
import io.gatewright.semantics.plan.MatchPlan;
import io.gatewright.semantics.plan.Plan;
import io.gatewright.semantics.trace.RecordingTrace;
import io.gatewright.semantics.trace.Step;
import io.gatewright.semantics.trace.Trace;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Work is counted in candidates looked at, not in milliseconds, so this holds on any machine. */
class ScaleTest {
    /** {@code size} rules on one host, and {@code size} on hosts of their own; rules of every kind among them. */
    private static Plan plan(int size) {
        Plans plans = Plans.plan().listen("web", 80, Protocol.HTTP, "");
        Plans.Route shared = plans.http("shared").on("web", "shared.example.com");
        for (int i = 0; i < size; i++) {
            shared.rule(
                    switch (i % 4) {
                        case 0 -> Plans.exact("/exact/" + i);
                        case 1 -> Plans.prefix("/prefix/" + i);
                        case 2 -> Plans.regex("/regex/" + i + "/[a-z]+");
                        default -> Plans.headers(Plans.prefix("/deep/" + i + "/x"), "v=1");
                    });
        }
        shared.done();
        Plans.Route calls = plans.grpc("calls").on("web", "shared.example.com");
        for (int i = 0; i < size; i++) {
            calls.rule(Plans.call("pkg.Service" + i, i % 2 == 0 ? "Call" : ""));
        }
        calls.done();
        for (int i = 0; i < size; i++) {
            plans.http("own-" + i)
                    .on("web", (i % 2 == 0 ? "h" + i : "*.w" + i) + ".example.com")
                    .rule(Plans.prefix(""))
                    .done();
        }
        return plans.build();
    }

    private static long looked(Router router, Heads request, String expected) {
        RecordingTrace trace = new RecordingTrace();
        Router.Port port = router.port(80);
        assertNotNull(port);
        Router.Listener listener = port.listener("any");
        assertNotNull(listener);
        Match match = listener.hosts().match(request.head(), trace);
        assertNotNull(match, request.toString());
        assertEquals(expected, match.route().route().name() + " " + match.rank().rule());
        return trace.steps().stream()
                .filter(step -> step.kind() == Step.Kind.CANDIDATE)
                .count();
    }

    @Test
    void a_match_looks_at_no_rule_that_has_nothing_to_do_with_the_request() {
        for (int size : List.of(100, 20_000)) {
            Router router = Router.of(plan(size));
            assertEquals(1, looked(router, Heads.get("shared.example.com/exact/40"), "shared 40"));
            assertEquals(1, looked(router, Heads.get("shared.example.com/prefix/41/more"), "shared 41"));
            assertEquals(1, looked(router, Heads.get("shared.example.com/regex/42/abc"), "shared 42"));
            assertEquals(1, looked(router, Heads.get("shared.example.com/deep/43/x/y", "v: 1"), "shared 43"));
            assertEquals(1, looked(router, Heads.grpc("shared.example.com/pkg.Service44/Call"), "calls 44"));
            assertEquals(1, looked(router, Heads.grpc("shared.example.com/pkg.Service45/Any"), "calls 45"));
            assertEquals(1, looked(router, Heads.get("h46.example.com/"), "own-46 0"));
            assertEquals(1, looked(router, Heads.get("x.y.w47.example.com/"), "own-47 0"));
        }
    }

    @Test
    void skipping_a_rule_allocates_nothing() {
        Plans.Route route = Plans.web().http("r");
        for (int i = 0; i < 3_000; i++) {
            MatchPlan match = Plans.prefix("/x");
            route.rule(
                    switch (i % 3) {
                        case 0 -> Plans.method("PUT", match);
                        case 1 -> Plans.headers(match, "absent=" + i);
                        default -> Plans.query(match, "other=" + i);
                    });
        }
        Router.Port port =
                Router.of(route.rule(Plans.prefix("/x")).done().build()).port(80);
        assertNotNull(port);
        Router.Listener listener = port.listener("h");
        assertNotNull(listener);
        RequestHead head = Heads.get("h/x/y?q=1").head();
        assertNotNull(listener.hosts().match(head, Trace.NONE));
        var threads = (com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            Match match = listener.hosts().match(head, Trace.NONE);
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
            assertNotNull(match);
        }
        assertEquals(0, least);
    }

    @Test
    void a_small_change_to_a_large_plan_rebuilds_little() {
        Plan before = plan(5_000);
        Router first = Router.of(before);
        Plan change = Plans.web()
                .http("own-7")
                .on("web", "*.w7.example.com")
                .rule(Plans.exact("/only"))
                .done()
                .build();
        Plan after = before.apply(new io.gatewright.semantics.plan.PlanDiff(
                before.gateway(),
                2,
                change.rules().stream()
                        .map(rule -> (io.gatewright.semantics.plan.PlanEntry) rule)
                        .toList(),
                List.of()));
        Router second = Router.next(first, after);
        Router.Port port = first.port(80);
        Router.Port next = second.port(80);
        assertNotNull(port);
        assertNotNull(next);
        int rebuilt = 0;
        for (var route : after.routes()) {
            var host = route.bindings().get(0).hosts().get(0);
            Router.Listener old = port.listener("");
            Router.Listener now = next.listener("");
            assertNotNull(old);
            assertNotNull(now);
            rebuilt += old.hosts().rules(host) == now.hosts().rules(host) ? 0 : 1;
        }
        assertEquals(1, rebuilt);
        assertTrue(after.routes().size() > 5_000);
    }

    /** Back and forth, so that the last rounds run warm: what a change allocates does not depend on the machine. */
    @Test
    void a_small_change_to_a_large_plan_makes_little_garbage() {
        Plan plan = plan(5_000);
        Router router = Router.of(plan);
        com.sun.management.ThreadMXBean threads =
                (com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 6; i++) {
            Plan change = Plans.web()
                    .http("own-7")
                    .on("web", "*.w7.example.com")
                    .rule(Plans.exact("/only" + i % 2))
                    .done()
                    .build();
            plan = plan.apply(new io.gatewright.semantics.plan.PlanDiff(
                    plan.gateway(), i, List.copyOf(change.rules()), List.of()));
            long before = threads.getCurrentThreadAllocatedBytes();
            router = Router.next(router, plan);
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        assertTrue(least < 50_000, least + " bytes");
    }

    /** Time of this thread alone: other work on the machine does not count. */
    private static long cpu() {
        return java.lang.management.ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    /** Run by hand: {@code java ... ScaleTest 100000}. */
    public static void main(String[] args) {
        int size = Integer.parseInt(args[0]);
        long start = cpu();
        Plan plan = plan(size);
        long planned = cpu();
        Router router = Router.of(plan);
        long built = cpu();
        Router again = Router.of(plan);
        long rebuilt = cpu();
        Router next = Router.next(again, Plan.of(plan.gateway(), plan.entries().values()));
        long taken = cpu();
        System.out.printf(
                "plan %d ms, router %d ms, again %d ms, next %d ms, entries %d%n",
                (planned - start) / 1000000,
                (built - planned) / 1000000,
                (rebuilt - built) / 1000000,
                (taken - rebuilt) / 1000000,
                plan.entries().size());
        String[] targets = {
            "shared.example.com/exact/40",
            "shared.example.com/prefix/41/more",
            "shared.example.com/deep/43/x/y",
            "shared.example.com/regex/42/abc",
            "h46.example.com/",
            "x.y.w47.example.com/"
        };
        for (String target : targets) {
            RequestHead head = Heads.get(target, "v: 1").head();
            Router.Listener listener = next.port(80).listener("any");
            long best = Long.MAX_VALUE;
            Object sink = null;
            for (int round = 0; round < 20; round++) {
                long t = cpu();
                for (int i = 0; i < 200000; i++) {
                    sink = listener.hosts().match(head, io.gatewright.semantics.trace.Trace.NONE);
                }
                best = Math.min(best, cpu() - t);
            }
            System.out.printf("%s: %.0f ns (%s)%n", target, best / 200000.0, sink != null);
        }
    }
}
