package io.gatewright.app.explain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatewright.app.check.Analysis;
import io.gatewright.app.explain.AskedRequest.HeaderLine;
import io.gatewright.app.files.FolderSource;
import io.gatewright.semantics.decide.ReplyReason;
import io.gatewright.semantics.plan.Plan;
import io.gatewright.semantics.topology.Settings;
import io.gatewright.semantics.trace.Step;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Explanations on the examples that users see. */
class ExplanationTest {
    private static Explanation explain(String example, String method, String url, String... headers) {
        Analysis analysis =
                Analysis.of(FolderSource.lookOnce(List.of(Path.of("../examples", example))), Settings.defaults());
        Plan plan = analysis.plans().get(0);
        return Explanation.of(
                plan,
                new AskedRequest(
                        method, url, Stream.of(headers).map(HeaderLine::parse).toList()));
    }

    private static Explanation.Answered answered(Explanation explanation) {
        return assertInstanceOf(Explanation.Answered.class, explanation.end());
    }

    private static Explanation.Forwarded forwarded(Explanation explanation) {
        return assertInstanceOf(Explanation.Forwarded.class, explanation.end());
    }

    @Test
    void edits_of_the_request_are_shown_as_the_backend_gets_them() {
        Explanation.Upstream upstream = forwarded(
                        explain("filters", "POST", "http://www.example.com/api/x?q=1", "cookie: a=b", "x-from: me"))
                .upstream();
        assertEquals("POST", upstream.method());
        assertEquals("/x?q=1", upstream.target());
        assertEquals("httpbin.internal", upstream.host());
        assertEquals(List.of(new HeaderLine("x-from", "gatewright")), upstream.headers());
    }

    @Test
    void a_redirect_is_an_answer_with_its_location() {
        Explanation explanation = explain("filters", "GET", "http://www.example.com/old/a?b");
        assertEquals(301, answered(explanation).reply().status());
        assertTrue(ExplainText.of(explanation, rule -> "file:1").contains("location: http://www.example.com/new/a?b"));
    }

    @Test
    void mirrors_and_edits_of_the_response_are_told() {
        Explanation explanation = explain("filters", "GET", "http://www.example.com/anything");
        Explanation.Copy copy = forwarded(explanation).mirrors().get(0);
        assertEquals("cluster/Service/default/httpbin-v2/80/HTTP1", copy.cluster());
        assertEquals("/anything", copy.upstream().target());
        assertEquals(1, explanation.responseEdits().size());
    }

    @Test
    void shares_are_told_whichever_backend_was_chosen() {
        Explanation explanation = explain("canary", "GET", "http://www.example.com/");
        assertEquals(
                List.of(90.0, 10.0),
                explanation.shares().stream().map(Explanation.Share::percent).toList());
        assertEquals(
                1,
                explanation.shares().stream().filter(Explanation.Share::chosen).count());
        assertEquals(
                "asked-for",
                explain("canary", "GET", "http://www.example.com/", "X-Canary: yes")
                        .rule()
                        .orElseThrow()
                        .name()
                        .orElseThrow());
    }

    @Test
    void the_url_chooses_listener_and_server_name_and_host_may_differ() {
        assertEquals("www", forwardedRoute(explain("tls", "GET", "https://www.example.com/")));
        assertEquals(
                ReplyReason.LISTENER_NOT_FOUND,
                answered(explain("tls", "GET", "https://www.example.com/", "Host: www.example.org"))
                        .reply()
                        .reason());
        assertInstanceOf(
                Explanation.NotConnected.class,
                explain("tls", "GET", "https://www.example.org/").end());
        assertInstanceOf(
                Explanation.NotConnected.class,
                explain("tls", "GET", "http://www.example.com:443/").end());
        assertInstanceOf(
                Explanation.NotConnected.class,
                explain("tls", "GET", "http://www.example.com:81/").end());
    }

    private static String forwardedRoute(Explanation explanation) {
        forwarded(explanation);
        return explanation.rule().orElseThrow().route().name();
    }

    private static Explanation.Relayed relayed(Explanation explanation) {
        return assertInstanceOf(Explanation.Relayed.class, explanation.end());
    }

    @Test
    void connections_lead_by_their_server_name_to_route_backend_and_endpoint() {
        Explanation mail = explain("tls-passthrough", "GET", "tls://mail.example.com");
        assertEquals("mail", mail.rule().orElseThrow().route().name());
        assertEquals(100.0, mail.shares().get(0).percent());
        assertEquals(8702, relayed(mail).endpoints().get(0).port());
        assertEquals(
                List.of(Step.Kind.LISTENER, Step.Kind.HOST, Step.Kind.CANDIDATE, Step.Kind.RULE, Step.Kind.BACKEND),
                mail.steps().stream().map(Step::kind).toList());
        assertTrue(!relayed(mail).terminated());
        assertTrue(relayed(explain("tls-passthrough", "GET", "tls://shop.example.com:443"))
                .terminated());
        assertEquals(
                mail.steps(),
                explain("tls-passthrough", "GET", "https://mail.example.com/any")
                        .steps());
        for (String nobody : List.of("tls://www.example.com", "tls://127.0.0.1", "tls://:443", "tls://[::1]:443")) {
            assertInstanceOf(
                    Explanation.NotConnected.class,
                    explain("tls-passthrough", "GET", nobody).end(),
                    nobody);
        }
    }

    @Test
    void ports_of_tcp_and_udp_are_asked_by_number() {
        Explanation tcp = explain("tcp", "GET", "tcp://:7000");
        assertEquals("bytes", tcp.rule().orElseThrow().route().name());
        assertEquals(
                List.of(75.0, 25.0),
                tcp.shares().stream().map(Explanation.Share::percent).toList());
        assertEquals(1, tcp.shares().stream().filter(Explanation.Share::chosen).count());
        assertEquals(
                tcp.steps(),
                explain("tcp", "GET", "http://any.example.org:7000/").steps());
        assertEquals(
                tcp.steps(), explain("tcp", "GET", "tls://any.example.org:7000").steps());
        assertEquals(
                8703,
                relayed(explain("udp", "GET", "udp://localhost:5300"))
                        .endpoints()
                        .get(0)
                        .port());
        String text = ExplainText.of(explain("tcp", "GET", "tcp://:7000"), rule -> "file:1");
        assertTrue(text.startsWith("tcp://:7000\nat "), text);
        assertTrue(text.contains("=> relayed to Service default/httpbin port 80, TCP, one of 127.0.0.1:8700"), text);
        assertInstanceOf(
                Explanation.NotConnected.class,
                explain("udp", "GET", "tcp://:5300").end());
        assertInstanceOf(
                Explanation.NotConnected.class,
                explain("tcp", "GET", "udp://:7000").end());
        assertInstanceOf(
                Explanation.NotConnected.class,
                explain("tls-passthrough", "GET", "tcp://:443").end());
        assertInstanceOf(
                Explanation.NotConnected.class,
                explain("tls", "GET", "tls://www.example.com").end());
        assertInstanceOf(
                Explanation.NotConnected.class,
                explain("tls", "GET", "tcp://:80").end());
    }

    @Test
    void a_connection_that_cannot_be_understood_is_refused_with_the_way_out() {
        for (String bad :
                List.of("tcp://", "udp://host", "tls://a_b!c", "tcp://:0", "tcp://:7000/path", "udp://a@b:1")) {
            assertThrows(IllegalArgumentException.class, () -> new AskedRequest("GET", bad, List.of()), bad);
        }
        assertThrows(
                IllegalArgumentException.class,
                () -> new AskedRequest("GET", "tcp://:7000", List.of(new HeaderLine("a", "b"))));
    }

    @Test
    void what_is_no_request_is_answered_as_the_gateway_would() {
        for (String url : List.of(
                "http://www.example.com/a/../b",
                "http://www.example.com/%2f",
                "http://a@www.example.com/",
                "http:///x")) {
            assertEquals(400, answered(explain("canary", "GET", url)).reply().status(), url);
        }
    }

    @Test
    void urls_are_read_as_people_type_them() {
        assertEquals(
                "/",
                forwarded(explain("canary", "GET", "http://www.example.com"))
                        .upstream()
                        .target());
        assertEquals(
                "/?a=b",
                forwarded(explain("canary", "GET", "http://www.example.com?a=b"))
                        .upstream()
                        .target());
        assertEquals(
                "/a",
                forwarded(explain("canary", "GET", "http://www.example.com/a#part"))
                        .upstream()
                        .target());
        assertEquals(
                "/%C3%A4",
                forwarded(explain("canary", "GET", "HTTP://www.EXAMPLE.com/ä"))
                        .upstream()
                        .target());
        assertEquals(
                "/ws",
                forwarded(explain("canary", "GET", "ws://www.example.com/ws"))
                        .upstream()
                        .target());
        assertTrue(AskedRequest.isUrl("wss://a/"));
        assertTrue(!AskedRequest.isUrl("examples/http"));
        assertThrows(IllegalArgumentException.class, () -> HeaderLine.parse(": x"));
    }

    @Test
    void the_same_question_has_the_same_answer() {
        for (int i = 0; i < 5; i++) {
            assertEquals(
                    explain("canary", "GET", "http://www.example.com/").shares(),
                    explain("canary", "GET", "http://www.example.com/").shares());
        }
    }
}
