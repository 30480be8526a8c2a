package io.gatewright.semantics.match;

import static io.gatewright.semantics.match.Plans.listener;
import static io.gatewright.semantics.match.Plans.plan;
import static io.gatewright.semantics.match.Plans.prefix;
import static io.gatewright.semantics.match.Plans.regex;
import static io.gatewright.semantics.match.Plans.web;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatewright.semantics.plan.ListenerPlan.Protocol;
import io.gatewright.semantics.plan.Plan;
import io.gatewright.semantics.plan.RouteKind;
import io.gatewright.semantics.plan.RoutePlan;
import io.gatewright.semantics.trace.RecordingTrace;
import io.gatewright.semantics.trace.Step;
import io.gatewright.semantics.trace.Trace;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouterTest {
    private static Router.Listener listenerOf(Router router, String host) {
        Router.Port port = router.port(80);
        assertNotNull(port);
        Router.Listener listener = port.listener(host);
        assertNotNull(listener);
        return listener;
    }

    @ParameterizedTest
    @CsvSource({
        "bar.com, exact",
        "foo.bar.com, wildcard",
        "a.b.bar.com, wildcard",
        "x.deep.bar.com, deep",
        "deep.bar.com, wildcard",
        "foo.com, all",
        "10.0.0.1, all",
        "com, all",
        "'', all",
    })
    void the_most_specific_listener_takes_a_host(String host, String section) {
        Router router = Router.of(plan().listen("all", 80, Protocol.HTTP, "")
                .listen("exact", 80, Protocol.HTTP, "bar.com")
                .listen("wildcard", 80, Protocol.HTTP, "*.bar.com")
                .listen("deep", 80, Protocol.HTTP, "*.deep.bar.com")
                .build());
        assertEquals(section, listenerOf(router, host).key().section());
    }

    @Test
    void a_request_never_falls_through_to_another_listener() {
        Router router = Router.of(plan().listen("all", 80, Protocol.HTTP, "")
                .listen("exact", 80, Protocol.HTTP, "bar.com")
                .http("r")
                .on("all")
                .rule(prefix(""))
                .done()
                .build());
        assertNull(listenerOf(router, "bar.com")
                .hosts()
                .match(Heads.get("bar.com/").head(), Trace.NONE));
        assertNotNull(listenerOf(router, "foo.com")
                .hosts()
                .match(Heads.get("foo.com/").head(), Trace.NONE));
    }

    @Test
    void ports_are_apart_and_udp_has_its_own() {
        Router router = Router.of(plan().listen("tcp", 53, Protocol.TCP, "")
                .listen("udp", 53, Protocol.UDP, "")
                .build());
        Router.Port tcp = router.port(53);
        Router.Port udp = router.udpPort(53);
        assertNotNull(tcp);
        assertNotNull(udp);
        assertEquals("tcp", tcp.listeners().get(0).key().section());
        assertEquals("udp", udp.listeners().get(0).key().section());
        assertNull(router.port(54));
        assertNull(tcp.listener(listener("udp")));
    }

    @Test
    void the_oldest_route_serves_a_connection() {
        Plans plans = plan().listen("db", 80, Protocol.TCP, "");
        plans.route("a", RouteKind.TCP).created(5).on("db").rule().done();
        plans.route("b", RouteKind.TCP).created(1).on("db").rule().done();
        StreamTable.Entry entry =
                listenerOf(Router.of(plans.build()), "").streams().find(null);
        assertNotNull(entry);
        assertEquals("b", entry.route().route().name());
    }

    @Test
    void a_server_name_selects_the_most_specific_tls_route() {
        Plans plans = plan().listen("tls", 80, Protocol.TLS, "");
        plans.route("wide", RouteKind.TLS).on("tls", "*.example.com").rule().done();
        plans.route("narrow", RouteKind.TLS)
                .created(9)
                .on("tls", "a.example.com")
                .rule()
                .done();
        StreamTable streams = listenerOf(Router.of(plans.build()), "").streams();
        StreamTable.Entry narrow = streams.find("a.example.com");
        StreamTable.Entry wide = streams.find("b.example.com");
        assertNotNull(narrow);
        assertNotNull(wide);
        assertEquals("narrow", narrow.route().route().name());
        assertEquals("wide", wide.route().route().name());
        assertNull(streams.find("example.com"));
        assertNull(streams.find(null));
    }

    @Test
    void what_did_not_change_is_taken_over() {
        Plan before = plan().listen("web", 80, Protocol.HTTP, "")
                .listen("other", 81, Protocol.HTTP, "")
                .http("a")
                .on("web", "a.com")
                .rule(prefix(""))
                .done()
                .http("b")
                .on("web", "b.com")
                .rule(regex("/x.*"))
                .done()
                .http("c")
                .on("other")
                .rule(prefix(""))
                .done()
                .build();
        Plan after = plan().listen("web", 80, Protocol.HTTP, "")
                .listen("other", 81, Protocol.HTTP, "")
                .http("a")
                .on("web", "a.com")
                .rule(prefix("/new"))
                .done()
                .http("b")
                .on("web", "b.com")
                .rule(regex("/x.*"))
                .done()
                .http("c")
                .on("other")
                .rule(prefix(""))
                .done()
                .build();
        Router first = Router.of(before);
        assertSame(listenerOf(first, ""), listenerOf(Router.next(first, before), ""));
        Router second = Router.next(first, after);
        assertNotSame(listenerOf(first, ""), listenerOf(second, ""));
        Router.Port otherBefore = first.port(81);
        Router.Port otherAfter = second.port(81);
        assertNotNull(otherBefore);
        assertNotNull(otherAfter);
        assertSame(otherBefore.listener(listener("other")), otherAfter.listener(listener("other")));
        RoutePlan.Host a = new RoutePlan.Host(Plans.host("a.com"), Plans.host("a.com"));
        RoutePlan.Host b = new RoutePlan.Host(Plans.host("b.com"), Plans.host("b.com"));
        assertNotSame(
                listenerOf(first, "").hosts().rules(a),
                listenerOf(second, "").hosts().rules(a));
        assertSame(
                listenerOf(first, "").hosts().rules(b),
                listenerOf(second, "").hosts().rules(b));
        assertNotNull(
                listenerOf(second, "").hosts().match(Heads.get("a.com/new").head(), Trace.NONE));
        assertNull(listenerOf(second, "").hosts().match(Heads.get("a.com/old").head(), Trace.NONE));
    }

    @Test
    void one_expression_is_compiled_once_also_across_plans() {
        Expressions first = new Expressions(null);
        Expression kept = first.get("/a.*");
        assertSame(kept, first.get("/a.*"));
        first.seal();
        Expressions second = new Expressions(first);
        second.release(List.of(kept));
        assertSame(kept, second.get("/a.*")); // replaced within one change
        second.seal();
        assertEquals(1, second.size());
        Expressions third = new Expressions(second);
        third.release(List.of(kept, kept));
        third.seal();
        assertEquals(0, third.size());
        assertNotSame(kept, new Expressions(third).get("/a.*"));
        assertSame(kept, new Expressions(second).get("/a.*")); // what others have is theirs
    }

    @Test
    void a_trace_names_every_candidate_that_was_looked_at() {
        Plans plans = web().http("a")
                .rule(Plans.method("POST", prefix("/x")))
                .rule(Plans.headers(prefix("/x"), "v=secret-value"))
                .rule(Plans.query(prefix("/x"), "q=1"))
                .rule(prefix("/x"))
                .rule(prefix("/x"))
                .rule(Plans.exact("/unrelated"))
                .done();
        RecordingTrace trace = new RecordingTrace();
        Heads request = Heads.get("h/x", "v: another-value");
        Match match = listenerOf(Router.of(plans.build()), "h").hosts().match(request.head(), trace);
        assertNotNull(match);
        assertEquals(3, match.rank().rule());
        String text = trace.toString();
        assertTrue(text.contains("rule 0 match 0: skipped: method is `GET`, expected `POST`"), text);
        assertTrue(text.contains("rule 1 match 0: skipped: header `v` = `secret-value` has another value"), text);
        assertTrue(text.contains("rule 2 match 0: skipped: query parameter `q` = `1` is absent"), text);
        assertTrue(text.contains("rule 3 match 0: taken: all conditions hold"), text);
        assertTrue(
                text.contains("rule 4 match 0: skipped: outranked by HTTPRoute default/a rule 3 match 0: earlier rule"),
                text);
        assertEquals(
                5,
                trace.steps().stream()
                        .filter(step -> step.kind() == Step.Kind.CANDIDATE)
                        .count());
        assertTrue(!text.contains("another-value"), text);
    }
}
