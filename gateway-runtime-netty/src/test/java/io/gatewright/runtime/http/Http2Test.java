package io.gatewright.runtime.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatewright.runtime.Limits;
import io.gatewright.semantics.plan.BackendPlan;
import io.gatewright.semantics.plan.ClusterPlan.Protocol;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2PingFrame;
import io.netty.handler.codec.http2.DefaultHttp2SettingsFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(NoLeaks.class)
class Http2Test {
    static Rig.Rule h2(Rig.Rule rule, H2... backends) {
        int[] ports = java.util.Arrays.stream(backends).mapToInt(H2::port).toArray();
        rule.backends.add(new BackendPlan(1, rule.cluster(Protocol.HTTP2, "h2", Optional.empty(), ports), List.of()));
        return rule;
    }

    @Test
    void a_stream_by_prior_knowledge_reaches_an_http_1_backend() throws Exception {
        try (Backend backend = Backend.answering((request, session) -> session.send("HTTP/1.1 200 OK\r\n"
                        + "Transfer-Encoding: chunked\r\nX-Case: Kept\r\n\r\n3\r\nabc\r\n0\r\nX-Sum: 3\r\n\r\n"));
                Rig rig = Rig.to(backend);
                H2 client = H2.client(rig.port)) {
            Http2Headers request = H2.post("/p?q=1");
            request.add("cookie", "a=1").add("cookie", "b=2").add("te", "trailers");
            H2.Stream stream = client.open(request, false);
            stream.data("hel", false).data("lo", false).headers(new DefaultHttp2Headers().add("x-up", "5"), true);
            H2.Head head = stream.head();
            assertEquals("200", head.status());
            assertEquals("Kept", head.get("x-case"));
            assertNull(head.get("transfer-encoding"));
            H2.Rest rest = stream.rest();
            assertEquals("abc", rest.body());
            assertEquals("3", String.valueOf(rest.trailers().get("x-sum")));
            Wire.Message seen = backend.request();
            assertEquals("POST /p?q=1 HTTP/1.1", seen.first());
            assertEquals("a", seen.header("host"));
            assertEquals("a=1; b=2", seen.header("cookie"));
            assertEquals("chunked", seen.header("transfer-encoding"));
            assertEquals("hello", seen.body());
            assertEquals("5", seen.trailer("x-up"));
            assertEquals("HTTP/2", rig.record().request().protocol());
        }
    }

    @Test
    void http_2_on_both_sides_carries_bodies_and_trailers() throws Exception {
        try (H2 backend = H2.echo();
                Rig rig = Rig.start().route(h2(Rig.rule("/"), backend));
                H2 client = H2.client(rig.port)) {
            H2.Stream stream = client.open(H2.post("/"), false);
            stream.data("x".repeat(100_000), false)
                    .data("y", false)
                    .headers(new DefaultHttp2Headers().add("x-up", "up"), true);
            assertEquals("200", stream.head().status());
            H2.Rest rest = stream.rest();
            assertEquals("x".repeat(100_000) + "y", rest.body());
            assertEquals("up", String.valueOf(rest.trailers().get("x-echo")));
        }
    }

    @Test
    void an_http_1_client_reaches_an_http_2_backend_and_trailers_come_back() throws Exception {
        try (H2 backend = H2.echo();
                Rig rig = Rig.start().route(h2(Rig.rule("/"), backend));
                RawClient client = rig.client()) {
            for (int i = 0; i < 3; i++) {
                client.send(
                        "POST / HTTP/1.1\r\nHost: b\r\nContent-Length: 5\r\nConnection: x-drop\r\nX-Drop: 1\r\n\r\nhello");
                RawClient.Answer answer = client.read();
                assertEquals("hello", answer.body());
                assertEquals("yes", answer.trailer("x-end"));
                H2.Head seen = backend.stream().head();
                assertEquals("b", seen.get(":authority"));
                assertNull(seen.get("x-drop"));
            }
            assertEquals(1, backend.connections.get());
        }
    }

    @Test
    void many_streams_share_one_connection_to_the_backend() throws Exception {
        try (H2 backend = H2.echo();
                Rig rig = Rig.start().route(h2(Rig.rule("/"), backend));
                H2 client = H2.client(rig.port)) {
            List<H2.Stream> streams = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                streams.add(client.open(H2.get("/" + i), true));
            }
            for (int i = 0; i < 100; i++) {
                assertEquals("200", streams.get(i).head().status());
                assertEquals("/" + i, streams.get(i).rest().body());
            }
            assertEquals(1, backend.connections.get());
        }
    }

    @Test
    void a_backend_with_few_streams_gets_more_connections_or_patience() throws Exception {
        try (H2 backend = H2.server(Http2Settings.defaultSettings().maxConcurrentStreams(2), true, (stream, event) -> {
                    if (event instanceof H2.Head) {
                        stream.headers(H2.status(200), true);
                    }
                });
                Rig rig = Rig.start().route(h2(Rig.rule("/"), backend));
                H2 client = H2.client(rig.port)) {
            List<H2.Stream> streams = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                streams.add(client.open(H2.get("/" + i), true));
            }
            for (H2.Stream stream : streams) {
                assertEquals("200", stream.head().status());
            }
        }
    }

    @Test
    void grpc_answers_of_the_gateway_are_trailers_only() throws Exception {
        try (Rig rig = Rig.start().route(Rig.rule("/empty").to());
                H2 client = H2.client(rig.port)) {
            H2.Head none = client.open(H2.post("/pkg.Service/Call").add("content-type", "application/grpc"), false)
                    .head();
            assertTrue(none.end());
            assertEquals("200", none.status());
            assertEquals("12", none.get("grpc-status"));
            assertEquals("application/grpc", none.get("content-type"));
            assertEquals(12, rig.record().reply().grpcStatus());
            H2.Head unavailable = client.open(H2.post("/empty").add("content-type", "application/grpc+proto"), true)
                    .head();
            assertEquals("14", unavailable.get("grpc-status"));
            assertEquals("no_endpoint", unavailable.get(Rig.REASON));
        }
    }

    @Test
    void a_grpc_call_that_takes_too_long_is_deadline_exceeded() throws Exception {
        try (H2 backend = H2.server((stream, event) -> {});
                Rig rig = Rig.start().route(h2(Rig.rule("/").timeouts(Duration.ofSeconds(1), null), backend));
                H2 client = H2.client(rig.port)) {
            H2.Stream stream = client.open(H2.post("/s/m").add("content-type", "application/grpc"), false);
            stream.data("abc", false);
            assertEquals("4", stream.head().get("grpc-status"));
            // the client still sends: it is told to stop, without an error
            assertEquals(Http2Error.NO_ERROR.code(), stream.broken().code());
            H2.Stream upstream = backend.stream();
            assertEquals(Http2Error.CANCEL.code(), upstream.broken().code());
        }
    }

    @Test
    void a_streaming_call_moves_in_both_directions_at_once() throws Exception {
        try (H2 backend = H2.echo();
                Rig rig = Rig.start().route(h2(Rig.rule("/"), backend));
                H2 client = H2.client(rig.port)) {
            H2.Stream stream = client.open(
                    H2.post("/s/m").add("content-type", "application/grpc").add("te", "trailers"), false);
            assertEquals("200", stream.head().status());
            for (int i = 0; i < 20; i++) {
                stream.data("m" + i, false);
                assertEquals(new H2.Data("m" + i, false), stream.next());
            }
            stream.end();
            assertEquals("yes", String.valueOf(stream.rest().trailers().get("x-end")));
            assertEquals("trailers", backend.stream().head().get("te"));
        }
    }

    @Test
    void resets_travel_both_ways() throws Exception {
        try (H2 backend = H2.server((stream, event) -> {
                    if (event instanceof H2.Head) {
                        stream.headers(H2.status(200), false).data("part", false);
                    }
                });
                Rig rig = Rig.start().route(h2(Rig.rule("/"), backend));
                H2 client = H2.client(rig.port)) {
            H2.Stream first = client.open(H2.get("/1"), true);
            first.head();
            first.reset(Http2Error.CANCEL);
            assertEquals(Http2Error.CANCEL.code(), backend.stream().broken().code());
            assertEquals("client_closed", rig.record().reply().reason());
            H2.Stream second = client.open(H2.get("/2"), true);
            second.head();
            backend.stream().reset(Http2Error.INTERNAL_ERROR);
            assertEquals(Http2Error.INTERNAL_ERROR.code(), second.broken().code());
            assertEquals("backend_reset", rig.record().reply().reason());
            assertEquals(1, backend.connections.get());
        }
    }

    @Test
    void a_refused_stream_is_tried_again() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        try (H2 backend = H2.server((stream, event) -> {
                    if (calls.getAndIncrement() == 0) {
                        stream.reset(Http2Error.REFUSED_STREAM);
                    } else {
                        stream.headers(H2.status(200), true);
                    }
                });
                Rig rig = Rig.start().route(h2(Rig.rule("/").retry(1), backend));
                RawClient client = rig.client()) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n");
            assertEquals(200, client.read().status());
            assertEquals(2, rig.record().timing().tries());
        }
    }

    @Test
    void a_backend_that_goes_away_loses_no_request() throws Exception {
        try (H2 backend = H2.server((stream, event) -> {
                    if (event instanceof H2.Head) {
                        stream.channel
                                .parent()
                                .writeAndFlush(
                                        new io.netty.handler.codec.http2.DefaultHttp2GoAwayFrame(Http2Error.NO_ERROR));
                        stream.headers(H2.status(200), true);
                    }
                });
                Rig rig = Rig.start().route(h2(Rig.rule("/"), backend));
                RawClient client = rig.client()) {
            for (int i = 0; i < 10; i++) {
                client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
                assertEquals(200, client.read().status());
            }
            assertEquals(10, backend.connections.get());
        }
    }

    @Test
    void a_backend_that_does_not_speak_http_2_is_502() throws Exception {
        try (Backend backend = Backend.script(session -> session.send("HTTP/1.1 400 Bad Request\r\n\r\n"));
                Rig rig = Rig.start().route(Rig.rule("/").to(Protocol.HTTP2, "not", backend))) {
            RawClient.Answer answer = rig.get("/");
            assertEquals(502, answer.status());
            assertEquals("backend_protocol_error", answer.reason());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"connection", "transfer-encoding", "keep-alive", "upgrade", "proxy-connection", "Upper"})
    void a_connection_header_or_upper_case_breaks_the_stream(String name) throws Exception {
        try (Backend backend = Backend.echo();
                Rig rig = Rig.to(backend);
                H2 client = H2.client(rig.port, Http2Settings.defaultSettings(), true)) {
            Http2Headers request = new DefaultHttp2Headers(false)
                    .method("GET")
                    .scheme("http")
                    .authority("a")
                    .path("/");
            request.add(name, "x");
            assertEquals(
                    Http2Error.PROTOCOL_ERROR.code(),
                    client.open(request, true).broken().code());
            assertEquals("200", client.open(H2.get("/"), true).head().status());
            assertEquals(1, backend.connections.get());
        }
    }

    @Test
    void what_a_request_must_have_must_be_there_once() throws Exception {
        try (Backend backend = Backend.echo();
                Rig rig = Rig.to(backend);
                H2 client = H2.client(rig.port, Http2Settings.defaultSettings(), true)) {
            Http2Headers noPath =
                    new DefaultHttp2Headers(false).method("GET").scheme("http").authority("a");
            assertEquals("400", client.open(noPath, true).head().status());
            Http2Headers noMethod =
                    new DefaultHttp2Headers(false).path("/").scheme("http").authority("a");
            assertEquals("400", client.open(noMethod, true).head().status());
            Http2Headers noHost =
                    new DefaultHttp2Headers(false).method("GET").path("/").scheme("http");
            assertEquals("400", client.open(noHost, true).head().status());
            Http2Headers otherHost = H2.get("/").add("host", "b");
            assertEquals("400", client.open(otherHost, true).head().status());
            Http2Headers connect =
                    new DefaultHttp2Headers(false).method("CONNECT").authority("a:1");
            assertEquals("501", client.open(connect, true).head().status());
            Http2Headers badPath = H2.get("/a/../b");
            assertEquals("400", client.open(badPath, true).head().status());
            assertEquals(0, backend.connections.get());
        }
    }

    @Test
    void a_body_that_contradicts_its_length_breaks_the_stream() throws Exception {
        try (H2 backend = H2.echo();
                Rig rig = Rig.start().route(h2(Rig.rule("/"), backend));
                H2 client = H2.client(rig.port, Http2Settings.defaultSettings(), true)) {
            H2.Stream longer = client.open(H2.post("/").add("content-length", "3"), false);
            longer.data("abcd", true);
            assertEquals(Http2Error.PROTOCOL_ERROR.code(), longer.broken().code());
            H2.Stream shorter = client.open(H2.post("/").add("content-length", "3"), false);
            shorter.data("ab", true);
            assertEquals(Http2Error.PROTOCOL_ERROR.code(), shorter.broken().code());
        }
    }

    @Test
    void too_many_header_bytes_or_lines_are_431() throws Exception {
        try (Rig rig = Rig.start(b -> b.limits(Limits.DEFAULTS
                                .with()
                                .requestLineBytes(1000)
                                .headerBytes(4000)
                                .headers(50)
                                .build()))
                        .route(Rig.rule("/").to());
                H2 client = H2.client(rig.port, Http2Settings.defaultSettings(), true)) {
            Http2Headers big = H2.get("/").add("x", "y".repeat(5000));
            client.channel.config().setAutoRead(true);
            assertEquals("431", client.open(big, true).head().status());
            Http2Headers many = H2.get("/");
            for (int i = 0; i < 60; i++) {
                many.add("cookie", "c" + i);
            }
            assertEquals("431", client.open(many, true).head().status());
            Http2Headers longPath = H2.get("/" + "p".repeat(2000));
            assertEquals("414", client.open(longPath, true).head().status());
        }
    }

    @Test
    void a_flood_of_resets_closes_the_connection() throws Exception {
        try (H2 backend = H2.server((stream, event) -> {});
                Rig rig = Rig.start().route(h2(Rig.rule("/"), backend));
                H2 client = H2.client(rig.port)) {
            int opened = 0;
            while (opened < 300 && client.openAndReset()) {
                opened++;
            }
            closedForFlood(client);
        }
    }

    /** The GOAWAY that says why may be lost, because what the client still sends resets the connection. */
    private static void closedForFlood(H2 client) throws InterruptedException {
        assertTrue(client.channel.closeFuture().await(60, TimeUnit.SECONDS));
        var goAway = client.goAways.poll();
        assertTrue(goAway == null || goAway.errorCode() == Http2Error.ENHANCE_YOUR_CALM.code());
    }

    @Test
    void a_flood_of_pings_or_settings_closes_the_connection() throws Exception {
        try (Rig rig = Rig.start().route(Rig.rule("/").to())) {
            try (H2 client = H2.client(rig.port)) {
                for (int i = 0; i < 1000; i++) {
                    client.channel.writeAndFlush(new DefaultHttp2PingFrame(i));
                }
                closedForFlood(client);
            }
            try (H2 client = H2.client(rig.port)) {
                for (int i = 0; i < 1000; i++) {
                    client.channel.writeAndFlush(
                            new DefaultHttp2SettingsFrame(new Http2Settings().initialWindowSize(65535 + i)));
                }
                closedForFlood(client);
            }
        }
    }

    @Test
    void a_drain_lets_streams_finish_and_takes_no_new_connection() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        try (Backend backend = Backend.answering((request, session) -> {
                    release.await(60, TimeUnit.SECONDS);
                    session.ok("finished");
                });
                Rig rig = Rig.to(backend);
                H2 client = H2.client(rig.port)) {
            H2.Stream stream = client.open(H2.get("/"), true);
            backend.request();
            var drained = rig.plane.drain(Duration.ofSeconds(60));
            assertEquals(Http2Error.NO_ERROR.code(), client.goAway().errorCode());
            release.countDown();
            assertEquals("200", stream.head().status());
            assertEquals("finished", stream.rest().body());
            drained.get(60, TimeUnit.SECONDS);
        }
    }
}
