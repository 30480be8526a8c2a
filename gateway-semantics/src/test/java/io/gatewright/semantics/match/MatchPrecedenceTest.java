package io.gatewright.semantics.match;

import static io.gatewright.semantics.match.Plans.call;
import static io.gatewright.semantics.match.Plans.exact;
import static io.gatewright.semantics.match.Plans.headers;
import static io.gatewright.semantics.match.Plans.method;
import static io.gatewright.semantics.match.Plans.prefix;
import static io.gatewright.semantics.match.Plans.query;
import static io.gatewright.semantics.match.Plans.regex;
import static io.gatewright.semantics.match.Plans.web;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.gatewright.semantics.plan.ListenerPlan.Protocol;
import io.gatewright.semantics.plan.MatchPlan;
import io.gatewright.semantics.trace.Trace;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** One test per sentence of HTTPRouteSpec.hostnames, HTTPRouteRule.matches and GRPCRouteRule.matches. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class MatchPrecedenceTest {
    private static String winner(Plans plans, Heads request) {
        Router.Port port = Router.of(plans.build()).port(80);
        assertNotNull(port);
        Router.Listener listener = port.listener(request.head().host());
        assertNotNull(listener);
        Match match = listener.hosts().match(request.head(), Trace.NONE);
        return match == null
                ? "none"
                : match.route().route().name() + " " + match.rank().rule();
    }

    /** The winner does not depend on which of the two is declared first: they are put in older and younger routes. */
    private static void first_beats_second(MatchPlan first, MatchPlan second, Heads request) {
        Plans younger = web().http("a").created(0).rule(second).done();
        assertEquals("b 0", winner(younger.http("b").created(9).rule(first).done(), request));
        Plans sameRoute =
                web().http("a").rule(second, prefix("/none")).rule(first).done();
        assertEquals("a 1", winner(sameRoute, request));
    }

    @Test
    void exact_path_beats_any_prefix() {
        first_beats_second(exact("/a/b"), prefix("/a/b"), Heads.get("h/a/b"));
        first_beats_second(
                exact("/a/b"),
                query(headers(method("GET", prefix("/a/b")), "v=1"), "q=1"),
                Heads.get("h/a/b?q=1", "v: 1"));
    }

    @Test
    void longer_prefix_wins() {
        first_beats_second(prefix("/a/b"), prefix("/a"), Heads.get("h/a/b/c"));
        first_beats_second(prefix("/a"), headers(method("GET", prefix("")), "v=1"), Heads.get("h/a", "v: 1"));
    }

    @Test
    void expression_comes_after_exact_and_before_prefix() {
        first_beats_second(exact("/a/b"), regex("/a/.*"), Heads.get("h/a/b"));
        first_beats_second(regex("/a/.*"), prefix("/a/b"), Heads.get("h/a/b"));
        first_beats_second(regex("/a/[a-z]+"), regex("/a/.*"), Heads.get("h/a/b"));
    }

    @Test
    void method_beats_header_count() {
        first_beats_second(
                method("PATCH", prefix("")),
                headers(prefix(""), "v=4", "w=5"),
                Heads.request("PATCH", "h/", "v: 4", "w: 5"));
    }

    @Test
    void more_headers_beat_query_parameters() {
        first_beats_second(
                headers(prefix(""), "v=1"), query(prefix(""), "a=1", "b=2"), Heads.get("h/?a=1&b=2", "v: 1"));
        first_beats_second(
                headers(prefix(""), "v=1", "w=2"), headers(prefix(""), "v=1"), Heads.get("h/", "v: 1", "w: 2"));
    }

    @Test
    void more_query_parameters_win() {
        first_beats_second(query(prefix(""), "a=1", "b=2"), query(prefix(""), "a=1"), Heads.get("h/?a=1&b=2"));
    }

    @Test
    void precedence_is_per_match_and_not_per_rule() {
        Plans plans =
                web().http("a").rule(prefix(""), exact("/x")).rule(prefix("/x")).done();
        assertEquals("a 0", winner(plans, Heads.get("h/x")));
        assertEquals("a 1", winner(plans, Heads.get("h/x/y")));
        assertEquals("a 0", winner(plans, Heads.get("h/y")));
    }

    @Test
    void older_route_wins_ties() {
        Plans plans = web().http("a").created(9).rule(prefix("/x")).done();
        assertEquals("b 0", winner(plans.http("b").created(1).rule(prefix("/x")).done(), Heads.get("h/x")));
    }

    @Test
    void namespace_and_name_decide_between_routes_of_one_age() {
        Plans plans = web().http("ns-b/a").rule(prefix("/x")).done();
        assertEquals("z 0", winner(plans.http("ns-a/z").rule(prefix("/x")).done(), Heads.get("h/x")));
        // the namespace alone comes first: `ns` before `ns-x`, whatever character joins it to the name
        Plans hyphen = web().http("ns-x/a").rule(prefix("/x")).done();
        assertEquals("b 0", winner(hyphen.http("ns/b").rule(prefix("/x")).done(), Heads.get("h/x")));
    }

    @Test
    void first_rule_wins_within_a_route() {
        Plans plans = web().http("a")
                .rule(headers(prefix("/x"), "v=2", "c=blue"))
                .rule(headers(prefix("/x"), "c=blue", "v=2"))
                .done();
        assertEquals("a 0", winner(plans, Heads.get("h/x", "v: 2", "c: blue")));
    }

    @Test
    void the_tenth_rule_comes_after_the_second() {
        Plans.Route route = web().http("a");
        for (int i = 0; i < 12; i++) {
            route.rule(i == 2 || i == 10 ? prefix("/x") : prefix("/" + i));
        }
        assertEquals("a 2", winner(route.done(), Heads.get("h/x")));
    }

    @Test
    void longer_exact_hostname_comes_before_everything_else() {
        Plans plans = web().http("old")
                .created(0)
                .on("web", "*.example.com")
                .rule(exact("/long/path"))
                .done();
        plans.http("new").created(9).on("web", "a.example.com").rule(prefix("")).done();
        assertEquals("new 0", winner(plans, Heads.get("a.example.com/long/path")));
        assertEquals("old 0", winner(plans, Heads.get("b.example.com/long/path")));
    }

    @Test
    void longer_wildcard_hostname_wins() {
        Plans plans = web().http("old")
                .created(0)
                .on("web", "*.com")
                .rule(exact("/x"))
                .done();
        plans.http("new").created(9).on("web", "*.example.com").rule(prefix("")).done();
        plans.http("none").created(0).on("web").rule(exact("/x")).done();
        assertEquals("new 0", winner(plans, Heads.get("a.example.com/x")));
        assertEquals("old 0", winner(plans, Heads.get("a.com/x")));
        assertEquals("none 0", winner(plans, Heads.get("a.org/x")));
    }

    @Test
    void hostnames_narrowed_to_the_same_name_keep_their_own_precedence() {
        Plans plans = Plans.plan().listen("web", 80, Protocol.HTTP, "abc.example.com");
        plans.http("old")
                .created(0)
                .narrowed("web", "*.example.com", "abc.example.com")
                .rule(exact("/x"))
                .done();
        plans.http("none")
                .created(0)
                .narrowed("web", "", "abc.example.com")
                .rule(exact("/x"))
                .done();
        plans.http("new")
                .created(9)
                .narrowed("web", "abc.example.com", "abc.example.com")
                .rule(prefix(""))
                .done();
        assertEquals("new 0", winner(plans, Heads.get("abc.example.com/x")));
    }

    @Test
    void a_request_falls_through_to_a_less_specific_host_of_the_listener() {
        Plans plans =
                web().http("wide").on("web", "*.example.com").rule(prefix("/x")).done();
        plans.http("narrow").on("web", "a.example.com").rule(prefix("/y")).done();
        plans.http("all").on("web").rule(prefix("")).done();
        assertEquals("narrow 0", winner(plans, Heads.get("a.example.com/y")));
        assertEquals("wide 0", winner(plans, Heads.get("a.example.com/x")));
        assertEquals("all 0", winner(plans, Heads.get("a.example.com/z")));
    }

    @Test
    void a_rule_that_cannot_be_honoured_keeps_its_rank() {
        Plans plans = web().http("a")
                .refusedRule(exact("/x"))
                .rule(exact("/x"))
                .rule(prefix(""))
                .done();
        assertEquals("a 0", winner(plans, Heads.get("h/x")));
    }

    @Test
    void grpc_longer_service_then_method_then_headers() {
        first_call_beats_second(call("pkg.Echo", "Say"), call("pkg.Echo", ""));
        first_call_beats_second(call("pkg.Echo", ""), headers(call("", "Say"), "v=1"));
        first_call_beats_second(call("", "Say"), headers(call("", ""), "v=1"));
        first_call_beats_second(headers(call("", "Say"), "v=1"), call("", "Say"));
        first_call_beats_second(call("pkg.Echo", "Say"), call("pkg\\..*", "S.*", true));
        first_call_beats_second(call("pkg\\..*", "", true), call("", "Say"));
        first_call_beats_second(call("pkg\\.E.*", "", true), call("pkg\\..*", "", true));
        first_call_beats_second(call("", "S.*", true), call("", ""));
    }

    private static void first_call_beats_second(MatchPlan first, MatchPlan second) {
        Heads request = Heads.grpc("h/pkg.Echo/Say", "v: 1");
        Plans plans = web().grpc("a").created(0).rule(second).done();
        assertEquals("b 0", winner(plans.grpc("b").created(9).rule(first).done(), request));
    }

    @Test
    void grpc_routes_come_first_for_grpc_requests_and_never_serve_others() {
        Plans plans = web().http("http").created(0).rule(exact("/pkg.Echo/Say")).done();
        plans.grpc("grpc").created(9).rule(call("", "")).done();
        assertEquals("grpc 0", winner(plans, Heads.grpc("h/pkg.Echo/Say")));
        assertEquals("http 0", winner(plans, Heads.request("POST", "h/pkg.Echo/Say")));
        assertEquals("none", winner(plans, Heads.request("POST", "h/pkg.Echo/Other")));
    }

    @Test
    void a_more_specific_host_of_an_http_route_comes_before_a_grpc_route() {
        Plans plans =
                web().http("http").on("web", "a.example.com").rule(prefix("")).done();
        plans.grpc("grpc").on("web", "*.example.com").rule(call("", "")).done();
        assertEquals("http 0", winner(plans, Heads.grpc("a.example.com/pkg.Echo/Say")));
        assertEquals("grpc 0", winner(plans, Heads.grpc("b.example.com/pkg.Echo/Say")));
    }

    @Test
    void grpc_route_without_method_takes_every_grpc_request() {
        Plans plans = web().grpc("grpc").rule(call("", "")).done();
        assertEquals("grpc 0", winner(plans, Heads.grpc("h/strange")));
    }
}
