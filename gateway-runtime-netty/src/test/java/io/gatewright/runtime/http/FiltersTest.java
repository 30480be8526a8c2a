package io.gatewright.runtime.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatewright.runtime.Limits;
import io.gatewright.semantics.plan.BackendPlan;
import io.gatewright.semantics.plan.ClusterPlan.Protocol;
import io.gatewright.semantics.plan.FilterPlan;
import io.gatewright.semantics.plan.RulePlan;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NoLeaks.class)
class FiltersTest {
    private static FilterPlan.HeaderEdit edit(String set, String add, String remove) {
        return new FilterPlan.HeaderEdit(
                List.of(new FilterPlan.Header(set, "set")),
                List.of(new FilterPlan.Header(add, "more")),
                List.of(remove));
    }

    @Test
    void headers_are_edited_both_ways_and_what_was_matched_is_not() throws Exception {
        try (Backend backend = Backend.answering((request, session) ->
                        session.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nX-Add: a\r\nX-Gone: b\r\n\r\n"));
                Rig rig = Rig.start()
                        .route(Rig.rule("/")
                                .filter(new FilterPlan.RequestHeaders(edit("X-Set", "X-Add", "x-gone")))
                                .filter(new FilterPlan.ResponseHeaders(edit("X-Set", "X-Add", "x-gone")))
                                .to(backend))) {
            RawClient.Answer answer = rig.ask("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nX-Set: old\r\n"
                    + "X-Add: a\r\nX-Gone: b\r\nX-Forwarded-For: 9.9.9.9\r\n\r\n");
            assertEquals("a,more", answer.header("x-add"));
            assertEquals("set", answer.header("x-set"));
            assertNull(answer.header("x-gone"));
            Wire.Message request = backend.request();
            assertEquals("a,more", request.header("x-add"));
            assertEquals("set", request.header("x-set"));
            assertNull(request.header("x-gone"));
        }
    }

    @Test
    void an_edit_that_could_split_a_message_is_an_error_and_nothing_is_sent() throws Exception {
        FilterPlan.HeaderEdit poison = new FilterPlan.HeaderEdit(
                List.of(new FilterPlan.Header("X-Set", "a\r\nX-Evil: 1")), List.of(), List.of());
        try (Backend backend = Backend.echo();
                Rig rig = Rig.start()
                        .route(
                                Rig.rule("/request")
                                        .filter(new FilterPlan.RequestHeaders(poison))
                                        .to(backend),
                                Rig.rule("/response")
                                        .filter(new FilterPlan.ResponseHeaders(poison))
                                        .to(backend));
                RawClient client = rig.client()) {
            client.send("GET /request HTTP/1.1\r\nHost: a\r\n\r\n");
            assertEquals("internal_error", client.read().reason());
            assertEquals(0, backend.requests.size());
            RawClient.Answer answer = rig.get("/response");
            assertNotEquals(200, answer.status());
            assertNull(answer.header("x-evil"));
        }
    }

    @Test
    void rewrites_and_redirects() throws Exception {
        FilterPlan.Rewrite rewrite = new FilterPlan.Rewrite(
                Optional.of("inner.example"), Optional.of(new FilterPlan.PathEdit(false, "/new")));
        FilterPlan.Redirect redirect = new FilterPlan.Redirect(
                Optional.of("https"), Optional.of("other.example"), Optional.empty(), Optional.empty(), 301);
        try (Backend backend = Backend.echo();
                Rig rig = Rig.start()
                        .route(
                                Rig.rule("/old").filter(rewrite).to(backend),
                                Rig.rule("/moved").filter(redirect))) {
            assertEquals("/new/x?q=1", rig.get("/old/x?q=1").body());
            Wire.Message seen = backend.request();
            assertEquals("inner.example", seen.header("host"));
            assertEquals("any", seen.header("x-forwarded-host"));
            RawClient.Answer moved = rig.get("/moved/x?q=1");
            assertEquals(301, moved.status());
            assertEquals("https://other.example/moved/x?q=1", moved.header("location"));
            assertEquals("redirect", moved.reason());
        }
    }

    @Test
    void a_mirror_gets_the_whole_request_and_its_answer_is_ignored() throws Exception {
        Rig.Rule rule = Rig.rule("/");
        try (Backend backend = Backend.saying("main");
                Backend copy = Backend.answering(
                        (request, session) -> session.send("HTTP/1.1 500 No\r\nContent-Length: 3\r\n\r\nbad"))) {
            rule.filter(
                    new FilterPlan.Mirror(rule.cluster(Protocol.HTTP1, "copy", Optional.empty(), copy.port()), 1, 1));
            // with one connection to each, a copy waits until the answer to the one before has been read
            try (Rig rig = Rig.start(b -> b.limits(
                                    Limits.DEFAULTS.with().backendConnections(1).build()))
                            .route(rule.to(backend));
                    RawClient client = rig.client()) {
                for (int i = 0; i < 3; i++) {
                    client.send(
                            "POST /p HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n0\r\n\r\n");
                    assertEquals("main", client.read().body());
                    assertEquals("body", backend.request().body());
                    assertEquals("body", copy.request().body());
                    client.send("GET /g HTTP/1.1\r\nHost: a\r\n\r\n");
                    assertEquals("main", client.read().body());
                    assertEquals("GET /g HTTP/1.1", copy.request().first());
                    backend.request();
                }
                assertEquals(1, copy.connections.get());
            }
        }
    }

    @Test
    void a_mirror_that_does_not_read_holds_nobody_up() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        Rig.Rule rule = Rig.rule("/");
        byte[] body = new byte[20 << 20];
        try (Backend backend = Backend.answering((request, session) -> session.ok("" + request.bytes().length));
                Backend stuck = Backend.script(session -> never.await(60, TimeUnit.SECONDS))) {
            rule.filter(
                    new FilterPlan.Mirror(rule.cluster(Protocol.HTTP1, "copy", Optional.empty(), stuck.port()), 1, 1));
            try (Rig rig = Rig.start().route(rule.to(backend));
                    RawClient client = rig.client()) {
                client.send("POST /p HTTP/1.1\r\nHost: a\r\nContent-Length: " + body.length + "\r\n\r\n");
                client.out.write(body);
                assertEquals("" + body.length, client.read().body());
            }
            never.countDown();
        }
    }

    @Test
    void a_mirror_that_is_not_there_changes_nothing() throws Exception {
        Rig.Rule rule = Rig.rule("/");
        rule.filter(new FilterPlan.Mirror(rule.cluster(Protocol.HTTP1, "copy", Optional.empty()), 1, 1));
        rule.filter(new FilterPlan.Mirror(rule.cluster(Protocol.HTTP1, "dead", Optional.empty(), 1), 1, 1));
        try (Backend backend = Backend.echo();
                Rig rig = Rig.start().route(rule.to(backend))) {
            assertEquals("/x", rig.get("/x").body());
        }
    }

    private static FilterPlan.ExternalAuth auth(Rig.Rule rule, boolean grpc, int maxBody, int... ports) {
        return new FilterPlan.ExternalAuth(
                grpc,
                rule.cluster(grpc ? Protocol.HTTP2 : Protocol.HTTP1, "auth", Optional.empty(), ports),
                grpc ? "" : "/check",
                grpc ? List.of() : List.of("x-token"),
                List.of("x-user"),
                maxBody);
    }

    @Test
    void authorization_by_http_allows_on_200_and_passes_what_it_may() throws Exception {
        Rig.Rule rule = Rig.rule("/");
        try (Backend backend = Backend.echo();
                Backend service = Backend.answering((request, session) ->
                        session.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-User: joe\r\nX-Other: no\r\n\r\nok"))) {
            rule.filter(auth(rule, false, 10, service.port()));
            try (Rig rig = Rig.start().route(rule.to(backend))) {
                RawClient.Answer answer = rig.ask(
                        "POST /p?q=1 HTTP/1.1\r\nHost: shop\r\nConnection: close\r\n"
                                + "Authorization: me\r\nX-Token: t\r\nX-Secret: s\r\nX-User: forged\r\nContent-Length: 4\r\n\r\nbody");
                assertEquals("body", answer.body());
                Wire.Message asked = service.request();
                assertEquals("POST /check/p?q=1 HTTP/1.1", asked.first());
                assertEquals("shop", asked.header("host"));
                assertEquals("me", asked.header("authorization"));
                assertEquals("t", asked.header("x-token"));
                assertNull(asked.header("x-secret"));
                assertEquals("4", asked.header("content-length"));
                assertEquals("body", asked.body());
                Wire.Message seen = backend.request();
                assertEquals("joe", seen.header("x-user"));
                assertNull(seen.header("x-other"));
                assertEquals("4", seen.header("content-length"));
            }
        }
    }

    @Test
    void authorization_that_says_no_answers_the_client() throws Exception {
        Rig.Rule rule = Rig.rule("/");
        try (Backend backend = Backend.echo();
                Backend service = Backend.answering((request, session) -> {
                    switch (request.target()) {
                        case "/check/login" ->
                            session.send("HTTP/1.1 302 Found\r\nLocation: https://login\r\n"
                                    + "Set-Cookie: a=b\r\nContent-Length: 0\r\n\r\n");
                        case "/check/204" -> session.send("HTTP/1.1 204 No Content\r\n\r\n");
                        case "/check/500" -> session.send("HTTP/1.1 500 Oh\r\nContent-Length: 0\r\n\r\n");
                        default ->
                            session.send(
                                    "HTTP/1.1 401 Who\r\nWWW-Authenticate: Basic\r\n" + "Content-Length: 3\r\n\r\nwho");
                    }
                })) {
            rule.filter(auth(rule, false, 0, service.port()));
            try (Rig rig = Rig.start().route(rule.to(backend))) {
                RawClient.Answer who = rig.get("/");
                assertEquals(401, who.status());
                assertEquals("Basic", who.header("www-authenticate"));
                assertEquals("who", who.body());
                assertEquals("auth_denied", who.reason());
                RawClient.Answer login = rig.get("/login");
                assertEquals(302, login.status());
                assertEquals("https://login", login.header("location"));
                assertEquals("a=b", login.header("set-cookie"));
                assertEquals(403, rig.get("/204").status());
                assertEquals("auth_failed", rig.get("/500").reason());
                service.close();
                RawClient.Answer down = rig.get("/");
                assertEquals(403, down.status());
                assertEquals("auth_failed", down.reason());
                assertEquals(0, backend.requests.size());
            }
        }
    }

    @Test
    void a_body_too_large_for_authorization_is_413() throws Exception {
        Rig.Rule rule = Rig.rule("/");
        try (Backend backend = Backend.echo();
                Backend service = Backend.saying("ok")) {
            rule.filter(auth(rule, false, 3, service.port()));
            try (Rig rig = Rig.start().route(rule.to(backend));
                    RawClient client = rig.client()) {
                client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nbody");
                RawClient.Answer answer = client.read();
                assertEquals(413, answer.status());
                assertEquals("body_too_large", answer.reason());
                client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nbod");
                assertEquals("bod", client.read().body());
            }
        }
    }

    @Test
    void authorization_by_grpc_speaks_envoys_protocol() throws Exception {
        Rig.Rule rule = Rig.rule("/");
        // CheckResponse{status{}, ok_response{headers{header{x-user: joe}}, headers_to_remove: x-secret}}
        byte[] allow =
                proto(0x0a, 0, 0x1a, 27, 0x12, 15, 0x0a, 13, 0x0a, 6, "x-user", 0x12, 3, "joe", 0x2a, 8, "x-secret");
        // CheckResponse{status{code: 7}, denied_response{status{code: 418}, headers{header{x-why: tea}}, body: "no"}}
        byte[] deny = proto(
                0x0a, 2, 0x08, 7, 0x12, 25, 0x0a, 3, 0x08, 0xa2, 0x03, 0x12, 14, 0x0a, 12, 0x0a, 5, "x-why", 0x12, 3,
                "tea", 0x1a, 2, "no");
        try (Backend backend = Backend.echo();
                H2 service = H2.server((stream, event) -> {
                    if (event instanceof H2.Data data && data.end()) {
                        byte[] answer = data.text().contains("/no") ? deny : allow;
                        stream.headers(H2.status(200).add("content-type", "application/grpc"), false);
                        stream.channel.writeAndFlush(new io.netty.handler.codec.http2.DefaultHttp2DataFrame(
                                io.netty.buffer.Unpooled.buffer()
                                        .writeByte(0)
                                        .writeInt(answer.length)
                                        .writeBytes(answer),
                                false));
                        stream.headers(
                                new io.netty.handler.codec.http2.DefaultHttp2Headers().add("grpc-status", "0"), true);
                    }
                })) {
            rule.filter(auth(rule, true, 0, service.port()));
            try (Rig rig = Rig.start().route(rule.to(backend))) {
                assertEquals(
                        "/yes",
                        rig.ask("GET /yes HTTP/1.1\r\nHost: shop\r\nConnection: close\r\nX-Secret: s\r\n\r\n")
                                .body());
                Wire.Message seen = backend.request();
                assertEquals("joe", seen.header("x-user"));
                assertNull(seen.header("x-secret"));
                H2.Stream asked = service.stream();
                H2.Head head = asked.head();
                assertEquals("/envoy.service.auth.v3.Authorization/Check", head.get(":path"));
                String request = ((H2.Data) asked.next()).text();
                for (String part : List.of("GET", "/yes", "shop", "x-secret", "HTTP/1.1", "127.0.0.1")) {
                    assertTrue(request.contains(part), part);
                }
                RawClient.Answer no = rig.get("/no");
                assertEquals(418, no.status());
                assertEquals("tea", no.header("x-why"));
                assertEquals("no", no.body());
            }
        }
    }

    private static byte[] proto(Object... parts) {
        io.netty.buffer.ByteBuf out = io.netty.buffer.Unpooled.buffer();
        for (Object part : parts) {
            if (part instanceof Integer number) {
                out.writeByte(number);
            } else {
                out.writeCharSequence((String) part, java.nio.charset.StandardCharsets.US_ASCII);
            }
        }
        return io.netty.buffer.ByteBufUtil.getBytes(out);
    }

    @Test
    void an_unknown_extension_fails_closed() throws Exception {
        try (Backend backend = Backend.echo();
                Rig rig = Rig.start()
                        .route(Rig.rule("/")
                                .filter(new FilterPlan.Extension(Rig.GATEWAY, "payload"))
                                .to(backend))) {
            RawClient.Answer answer = rig.get("/");
            assertEquals(500, answer.status());
            assertEquals("filter_refused", answer.reason());
            assertEquals(0, backend.requests.size());
        }
    }

    @Test
    void a_session_sticks_to_its_endpoint_by_cookie_and_by_header() throws Exception {
        try (Backend one = Backend.saying("one");
                Backend two = Backend.saying("two");
                Backend three = Backend.saying("three")) {
            RulePlan.Session cookie =
                    new RulePlan.Session(true, "sid", "/shop", true, Optional.of(Duration.ofHours(1)));
            RulePlan.Session header = new RulePlan.Session(false, "X-Session", "", false, Optional.empty());
            try (Rig rig = Rig.start()
                    .route(
                            Rig.rule("/cookie").session(cookie).to(one, two, three),
                            Rig.rule("/header").session(header).to(one, two, three))) {
                Set<String> seen = new TreeSet<>();
                for (int i = 0; i < 60; i++) {
                    seen.add(rig.get("/cookie").body());
                }
                assertEquals(Set.of("one", "two", "three"), seen);
                RawClient.Answer first = rig.get("/cookie");
                String set = first.header("set-cookie");
                assertTrue(set.contains("; Path=/shop; HttpOnly; Max-Age=3600"), set);
                String value = set.substring(0, set.indexOf(';'));
                for (int i = 0; i < 20; i++) {
                    RawClient.Answer next =
                            rig.ask("GET /cookie HTTP/1.1\r\nHost: a\r\nConnection: close\r\nCookie: x=y; " + value
                                    + "\r\n\r\n");
                    assertEquals(first.body(), next.body());
                    assertNull(next.header("set-cookie"));
                }
                RawClient.Answer forged =
                        rig.ask("GET /cookie HTTP/1.1\r\nHost: a\r\nConnection: close\r\nCookie: sid=AAAA\r\n\r\n");
                assertNotNull(forged.header("set-cookie"));
                RawClient.Answer token = rig.get("/header");
                for (int i = 0; i < 20; i++) {
                    assertEquals(
                            token.body(),
                            rig.ask("GET /header HTTP/1.1\r\nHost: a\r\nConnection: close\r\nX-Session: "
                                            + token.header("x-session") + "\r\n\r\n")
                                    .body());
                }
            }
        }
    }

    @Test
    void an_unresolvable_backend_keeps_its_share_of_500() throws Exception {
        Rig.Rule rule = Rig.rule("/");
        rule.backends.add(new BackendPlan(
                1,
                new BackendPlan.Unresolvable(new io.gatewright.semantics.plan.Refusal("BackendNotFound", "gone")),
                List.of()));
        try (Backend backend = Backend.echo();
                Rig rig = Rig.start().route(rule.to(backend))) {
            int bad = 0;
            for (int i = 0; i < 100; i++) {
                RawClient.Answer answer = rig.get("/");
                if (answer.status() == 500) {
                    assertEquals("backend_unresolved", answer.reason());
                    bad++;
                }
            }
            assertTrue(bad > 20 && bad < 80, "share of errors: " + bad);
        }
    }
}
