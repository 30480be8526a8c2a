package io.gatewright.semantics.decide;

import static io.gatewright.semantics.match.Plans.WEB;
import static io.gatewright.semantics.match.Plans.backend;
import static io.gatewright.semantics.match.Plans.call;
import static io.gatewright.semantics.match.Plans.exact;
import static io.gatewright.semantics.match.Plans.prefix;
import static io.gatewright.semantics.match.Plans.unresolvable;
import static io.gatewright.semantics.match.Plans.web;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatewright.model.name.ObjectRef;
import io.gatewright.semantics.match.Heads;
import io.gatewright.semantics.match.Plans;
import io.gatewright.semantics.match.Router;
import io.gatewright.semantics.plan.BackendPlan;
import io.gatewright.semantics.plan.ClusterPlan;
import io.gatewright.semantics.plan.FilterPlan;
import io.gatewright.semantics.plan.FilterPlan.Header;
import io.gatewright.semantics.plan.FilterPlan.HeaderEdit;
import io.gatewright.semantics.plan.ListenerPlan.Protocol;
import io.gatewright.semantics.plan.Refusal;
import io.gatewright.semantics.trace.RecordingTrace;
import io.gatewright.semantics.trace.Trace;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EvaluatorTest {
    private static final Refusal WHY = new Refusal("Reason", "what is wrong");

    private static Decision decide(Plans plans, Heads request) {
        return decide(plans, request, request.copy(), Trace.NONE);
    }

    private static Decision decide(Plans plans, Heads request, Heads out, Trace trace) {
        Router.Port port = Router.of(plans.build()).port(80);
        assertNotNull(port);
        return Evaluator.decide(port, null, request.head(), out, new Random(1), trace);
    }

    private static LocalReply reply(Decision decision) {
        return assertInstanceOf(Decision.Reply.class, decision).reply();
    }

    private static FilterPlan setHeader(String name, String value) {
        return new FilterPlan.RequestHeaders(new HeaderEdit(List.of(new Header(name, value)), List.of(), List.of()));
    }

    private static FilterPlan addToResponse(String value) {
        return new FilterPlan.ResponseHeaders(
                new HeaderEdit(List.of(), List.of(new Header("x-order", value)), List.of()));
    }

    private static FilterPlan mirror(String name) {
        return new FilterPlan.Mirror(new BackendPlan.Cluster("cluster/" + name), 1, 1);
    }

    private static FilterPlan ask() {
        return new FilterPlan.ExternalAuth(false, new BackendPlan.Cluster("cluster/auth"), "", List.of(), List.of(), 0);
    }

    @Test
    void without_listener_route_or_rule_there_is_a_404() {
        Plans plans = Plans.plan().listen("web", 80, Protocol.HTTP, "a.example");
        plans.http("r").on("web", "a.example").rule(prefix("/x")).done();
        LocalReply noListener = reply(decide(plans, Heads.get("b.example/x")));
        assertEquals(ReplyReason.LISTENER_NOT_FOUND, noListener.reason());
        assertEquals(404, noListener.status());
        LocalReply noRoute = reply(decide(plans, Heads.grpc("a.example/y/z")));
        assertEquals(ReplyReason.ROUTE_NOT_FOUND, noRoute.reason());
        assertEquals(12, noRoute.grpcStatus());
    }

    @Test
    void the_wrong_connection_gives_421() {
        Plans plans =
                Plans.plan().listen("all", 443, Protocol.HTTPS, "").listen("web", 443, Protocol.HTTPS, "a.example");
        Router.Port port = Router.of(plans.build()).port(443);
        assertNotNull(port);
        Heads request = Heads.get("a.example/");
        Decision decision = Evaluator.decide(
                port, Plans.listener("all"), request.head("https"), request.copy(), new Random(1), Trace.NONE);
        assertEquals(421, reply(decision).status());
    }

    @Test
    void a_closed_listener_keeps_its_place_and_refuses() {
        Plans plans = web().closed("closed", 80, "a.example");
        plans.http("r").on("web").rule(prefix("")).done();
        assertEquals(
                ReplyReason.LISTENER_CLOSED,
                reply(decide(plans, Heads.get("a.example/"))).reason());
        assertInstanceOf(Decision.Forward.class, decide(plans, Heads.get("b.example/")));
    }

    @Test
    void a_refused_rule_answers_500_and_nothing_falls_through() {
        Plans plans = web().http("r").refusedRule(exact("/x")).rule(prefix("")).done();
        LocalReply reply = reply(decide(plans, Heads.get("h/x")));
        assertEquals(ReplyReason.RULE_REFUSED, reply.reason());
        assertEquals(500, reply.status());
    }

    @Test
    void a_request_is_forwarded_to_the_chosen_backend() {
        Plans plans = web().http("r").rule(prefix("/x")).done();
        Decision.Forward forward = assertInstanceOf(Decision.Forward.class, decide(plans, Heads.get("h/x/y")));
        assertEquals("cluster/svc", forward.cluster());
        assertEquals(0, forward.backendIndex());
        assertEquals(2, forward.match().prefixLength());
        assertEquals(WEB, forward.match().listener());
        assertTrue(forward.mirrors().isEmpty());
        assertTrue(forward.response().edits().isEmpty());
        assertEquals(0, forward.rule().index());
    }

    @Test
    void bad_backends_answer_for_their_share_and_weight_zero_for_none() {
        Plans half = web().http("r")
                .rule(List.of(), List.of(backend(1, "good"), unresolvable(1)), prefix(""))
                .done();
        Router.Port port = Router.of(half.build()).port(80);
        assertNotNull(port);
        Random random = new Random(3);
        int bad = 0;
        for (int i = 0; i < 2000; i++) {
            Heads request = Heads.get("h/");
            Decision decision = Evaluator.decide(port, null, request.head(), request, random, Trace.NONE);
            if (decision instanceof Decision.Reply) {
                assertEquals(ReplyReason.BACKEND_UNRESOLVED, reply(decision).reason());
                bad++;
            }
        }
        assertTrue(bad > 850 && bad < 1150, "bad: " + bad);
        Plans none = web().http("r")
                .rule(List.of(), List.of(backend(1, "good"), unresolvable(0)), prefix(""))
                .done();
        for (int i = 0; i < 200; i++) {
            assertInstanceOf(Decision.Forward.class, decide(none, Heads.get("h/")));
        }
    }

    @Test
    void without_any_weight_there_is_no_backend() {
        Plans empty = web().http("r").rule(List.of(), List.of(), prefix("")).done();
        assertEquals(
                ReplyReason.NO_BACKEND, reply(decide(empty, Heads.get("h/"))).reason());
        Plans zero = web().http("r")
                .rule(List.of(), List.of(backend(0, "a")), prefix(""))
                .done();
        LocalReply reply = reply(decide(zero, Heads.get("h/")));
        assertEquals(500, reply.status());
        assertEquals(14, reply.grpcStatus());
    }

    @Test
    void filters_run_in_order_the_rules_before_the_backends() {
        Plans plans = web().http("r")
                .rule(
                        List.of(setHeader("x-a", "rule"), addToResponse("rule")),
                        List.of(backend(1, "svc", setHeader("x-a", "backend"), addToResponse("backend"))),
                        prefix(""))
                .done();
        Heads request = Heads.get("h/", "x-a: client");
        Heads out = request.copy();
        Decision.Forward forward = assertInstanceOf(Decision.Forward.class, decide(plans, request, out, Trace.NONE));
        assertEquals("backend", out.header("x-a"));
        Heads response = Heads.get("h/");
        forward.response().apply(response);
        assertEquals("rule,backend", response.header("x-order"));
        Heads local = Heads.get("h/");
        forward.response().applyToLocalReply(local);
        assertNull(local.header("x-order"));
    }

    @Test
    void a_rewrite_changes_what_the_backend_sees_and_not_what_is_matched() {
        FilterPlan rewrite = new FilterPlan.Rewrite(
                Optional.of("one.example.org"), Optional.of(new FilterPlan.PathEdit(false, "/new")));
        Plans plans = web().http("r")
                .rule(List.of(rewrite), List.of(backend(1, "svc")), prefix("/old"))
                .done();
        Heads request = Heads.get("h:80/old/x?q=1");
        Heads out = request.copy();
        assertInstanceOf(Decision.Forward.class, decide(plans, request, out, Trace.NONE));
        assertEquals("one.example.org", out.host());
        assertEquals("/new/x", out.path());
        assertEquals("q=1", out.query());
    }

    @Test
    void a_rewrite_of_the_backend_replaces_the_one_of_the_rule() {
        FilterPlan byRule =
                new FilterPlan.Rewrite(Optional.empty(), Optional.of(new FilterPlan.PathEdit(false, "/much/longer")));
        FilterPlan byBackend =
                new FilterPlan.Rewrite(Optional.empty(), Optional.of(new FilterPlan.PathEdit(false, "/b")));
        Plans plans = web().http("r")
                .rule(List.of(byRule), List.of(backend(1, "svc", byBackend)), prefix("/old"))
                .done();
        Heads out = Heads.get("h/old/x");
        assertInstanceOf(Decision.Forward.class, decide(plans, Heads.get("h/old/x"), out, Trace.NONE));
        assertEquals("/b/x", out.path());
    }

    @Test
    void a_prefix_edit_without_a_prefix_is_refused() {
        FilterPlan.PathEdit edit = new FilterPlan.PathEdit(false, "/new");
        FilterPlan rewrite = new FilterPlan.Rewrite(Optional.empty(), Optional.of(edit));
        FilterPlan redirect =
                new FilterPlan.Redirect(Optional.empty(), Optional.empty(), Optional.of(edit), Optional.empty(), 302);
        for (FilterPlan filter : List.of(rewrite, redirect)) {
            Plans plans = web().http("r")
                    .rule(List.of(filter), List.of(backend(1, "svc")), exact("/old"))
                    .done();
            assertEquals(
                    ReplyReason.FILTER_REFUSED,
                    reply(decide(plans, Heads.get("h/old"))).reason());
        }
    }

    @Test
    void a_redirect_answers_with_a_location_and_its_status() {
        FilterPlan redirect = new FilterPlan.Redirect(
                Optional.of("https"), Optional.empty(), Optional.empty(), Optional.empty(), 308);
        Plans plans =
                web().http("r").rule(List.of(redirect), List.of(), prefix("")).done();
        LocalReply reply = reply(decide(plans, Heads.get("h/x?y")));
        assertEquals(ReplyReason.REDIRECT, reply.reason());
        assertEquals(308, reply.status());
        assertEquals(List.of(new Header("location", "https://h/x?y")), reply.headers());
    }

    @Test
    void a_mirror_sees_the_head_as_it_was_at_its_filter() {
        Plans plans = web().http("r")
                .rule(
                        List.of(
                                setHeader("x", "1"),
                                mirror("first"),
                                setHeader("x", "2"),
                                new FilterPlan.Mirror(new BackendPlan.Unresolvable(WHY), 1, 1),
                                new FilterPlan.Mirror(new BackendPlan.Cluster("cluster/never"), 0, 100),
                                mirror("second")),
                        List.of(backend(1, "svc", setHeader("x", "3"))),
                        prefix(""))
                .done();
        Heads out = Heads.get("h/");
        Decision.Forward forward =
                assertInstanceOf(Decision.Forward.class, decide(plans, Heads.get("h/"), out, Trace.NONE));
        assertEquals("3", out.header("x"));
        assertEquals(2, forward.mirrors().size());
        assertEquals("cluster/first", forward.mirrors().get(0).cluster());
        assertEquals("1", forward.mirrors().get(0).head().header("x"));
        assertEquals("cluster/second", forward.mirrors().get(1).cluster());
        assertEquals("2", forward.mirrors().get(1).head().header("x"));
    }

    @Test
    void a_filter_that_cannot_be_honoured_stops_the_request() {
        Plans plans = web().http("r")
                .rule(List.of(new FilterPlan.Refused(WHY)), List.of(backend(1, "svc")), prefix(""))
                .done();
        LocalReply reply = reply(decide(plans, Heads.get("h/")));
        assertEquals(ReplyReason.FILTER_REFUSED, reply.reason());
        assertEquals(500, reply.status());
        assertEquals("what is wrong", reply.message());
    }

    @Test
    void an_evaluation_goes_on_after_a_filter_that_was_asked() {
        FilterPlan extension = new FilterPlan.Extension(new ObjectRef("example.com", "Waf", "default", "waf"), "{}");
        Plans plans = web().http("r")
                .rule(
                        List.of(setHeader("x", "before"), ask(), setHeader("x", "after"), mirror("m")),
                        List.of(backend(1, "svc", extension, setHeader("x", "backend"))),
                        prefix(""))
                .done();
        Heads out = Heads.get("h/");
        Decision.Ask first = assertInstanceOf(Decision.Ask.class, decide(plans, Heads.get("h/"), out, Trace.NONE));
        assertInstanceOf(FilterPlan.ExternalAuth.class, first.filter());
        assertEquals("before", out.header("x"));
        Decision.Ask second =
                assertInstanceOf(Decision.Ask.class, first.evaluation().resume());
        assertEquals(extension, second.filter());
        assertEquals("after", out.header("x"));
        Decision.Forward forward =
                assertInstanceOf(Decision.Forward.class, second.evaluation().resume());
        assertEquals("backend", out.header("x"));
        assertEquals(1, forward.mirrors().size());
    }

    @Test
    void an_authorization_that_cannot_be_asked_fails_closed() {
        FilterPlan auth =
                new FilterPlan.ExternalAuth(false, new BackendPlan.Unresolvable(WHY), "", List.of(), List.of(), 0);
        Plans plans = web().http("r")
                .rule(List.of(auth), List.of(backend(1, "svc")), prefix(""))
                .done();
        assertEquals(403, reply(decide(plans, Heads.get("h/"))).status());
    }

    @Test
    void a_preflight_request_is_answered_and_its_headers_are_in_the_response() {
        FilterPlan cors = new FilterPlan.Cors(List.of("https://a.com"), false, List.of("GET"), List.of(), List.of(), 5);
        Plans plans = web().http("r")
                .rule(List.of(cors), List.of(unresolvable(1)), prefix(""))
                .done();
        Heads preflight = Heads.request("OPTIONS", "h/", "origin: https://a.com", "access-control-request-method: GET");
        Decision.Reply answered = assertInstanceOf(Decision.Reply.class, decide(plans, preflight));
        assertEquals(ReplyReason.CORS_PREFLIGHT, answered.reply().reason());
        assertEquals(204, answered.reply().status());
        Heads response = Heads.get("h/");
        answered.response().applyToLocalReply(response);
        assertEquals("https://a.com", response.header("access-control-allow-origin"));
        preflight.set("origin", "https://b.com");
        assertEquals(403, reply(decide(plans, preflight)).status());
        Decision.Reply failed =
                assertInstanceOf(Decision.Reply.class, decide(plans, Heads.get("h/", "origin: https://a.com")));
        assertEquals(ReplyReason.BACKEND_UNRESOLVED, failed.reply().reason());
        Heads error = Heads.get("h/");
        failed.response().applyToLocalReply(error);
        assertEquals("https://a.com", error.header("access-control-allow-origin"));
    }

    @Test
    void grpc_goes_the_same_way() {
        Plans plans = web().grpc("r")
                .rule(List.of(setHeader("x", "1")), List.of(unresolvable(1)), call("pkg.Echo", ""))
                .done();
        LocalReply reply = reply(decide(plans, Heads.grpc("h/pkg.Echo/Say")));
        assertEquals(14, reply.grpcStatus());
    }

    @Test
    void a_cluster_is_admitted_only_with_endpoints_and_a_usable_policy() {
        ObjectRef service = new ObjectRef("", "Service", "default", "svc");
        ClusterPlan open = new ClusterPlan(
                service, 80, ClusterPlan.Protocol.HTTP1, Optional.empty(), Optional.empty(), Optional.empty());
        ClusterPlan closed = new ClusterPlan(
                service, 80, ClusterPlan.Protocol.HTTP1, Optional.empty(), Optional.empty(), Optional.of(WHY));
        assertNull(Evaluator.admit(open, 1));
        LocalReply empty = Evaluator.admit(open, 0);
        LocalReply refused = Evaluator.admit(closed, 1);
        LocalReply missing = Evaluator.admit(null, 0);
        assertNotNull(empty);
        assertNotNull(refused);
        assertNotNull(missing);
        assertEquals(503, empty.status());
        assertEquals(ReplyReason.BACKEND_CLOSED, refused.reason());
        assertEquals(ReplyReason.BACKEND_UNRESOLVED, missing.reason());
    }

    @Test
    void a_trace_tells_the_whole_way() {
        Plans plans = web().http("shop/cart")
                .on("web", "*.example.com")
                .rule(Plans.method("POST", prefix("/x")))
                .rule(
                        List.of(setHeader("authorization", "secret"), mirror("shadow")),
                        List.of(backend(3, "a"), backend(0, "b")),
                        prefix("/x"))
                .done();
        RecordingTrace trace = new RecordingTrace();
        Heads request = Heads.get("a.example.com/x");
        decide(plans, request, request.copy(), trace);
        assertEquals("""
                LISTENER Gateway/infra/gate/web: taken: most specific for host `a.example.com`
                CANDIDATE HTTPRoute shop/cart rule 0 match 0: skipped: method is `GET`, expected `POST`
                CANDIDATE HTTPRoute shop/cart rule 1 match 0: taken: all conditions hold
                HOST *.example.com: taken: a rule takes the request, hostname of its routes: `*.example.com`
                RULE HTTPRoute shop/cart rule 1 match 0: taken: takes the request
                FILTER RequestHeaderModifier: taken: set [authorization], add [], remove []
                FILTER RequestMirror: taken: cluster/shadow, 1 of 1 requests
                BACKEND cluster/a: taken: backend 0 of 2, weight 3 of 3""", trace.toString());
        RecordingTrace refused = new RecordingTrace();
        Heads other = Heads.get("a.example.com/y");
        decide(plans, other, other.copy(), refused);
        assertEquals("""
                LISTENER Gateway/infra/gate/web: taken: most specific for host `a.example.com`
                HOST *.example.com: skipped: no rule takes the request, hostname of its routes: `*.example.com`
                REPLY route_not_found: refused: 404: no rule of listener Gateway/infra/gate/web matches""", refused.toString());
    }
}
