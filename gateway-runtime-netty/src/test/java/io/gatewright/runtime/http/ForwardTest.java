package io.gatewright.runtime.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatewright.runtime.observe.AccessRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NoLeaks.class)
class ForwardTest {
    @Test
    void a_request_reaches_the_backend_and_its_answer_the_client() throws Exception {
        try (Backend backend = Backend.echo();
                Rig rig = Rig.to(backend);
                RawClient client = rig.client()) {
            client.send("GET /hello?x=1 HTTP/1.1\r\nHost: Example.com:1234\r\nX-Mine: yes\r\n\r\n");
            RawClient.Answer answer = client.read();
            assertEquals(200, answer.status());
            assertEquals("/hello?x=1", answer.body());
            assertTrue(answer.header("date").endsWith("GMT"));
            Wire.Message request = backend.request();
            assertEquals("GET /hello?x=1 HTTP/1.1", request.first());
            assertEquals("Example.com:1234", request.header("host"));
            assertEquals("yes", request.header("x-mine"));
            assertNull(request.header("connection"));
            AccessRecord record = rig.record();
            assertEquals(200, record.reply().status());
            assertNull(record.reply().reason());
            assertEquals(10, record.reply().bytesOut());
            assertEquals("127.0.0.1:" + backend.port(), record.place().endpoint());
            assertEquals(1, record.timing().tries());
        }
    }

    @Test
    void connections_are_kept_on_both_sides() throws Exception {
        try (Backend backend = Backend.echo();
                Rig rig = Rig.to(backend);
                RawClient client = rig.client()) {
            for (int i = 0; i < 50; i++) {
                client.send("GET /" + i + " HTTP/1.1\r\nHost: a\r\n\r\n");
                assertEquals("/" + i, client.read().body());
            }
            assertEquals(1, backend.connections.get());
        }
    }

    @Test
    void pipelined_requests_are_answered_one_by_one_in_order() throws Exception {
        try (Backend backend = Backend.echo();
                Rig rig = Rig.to(backend);
                RawClient client = rig.client()) {
            StringBuilder all = new StringBuilder();
            for (int i = 0; i < 100; i++) {
                all.append(
                        i % 3 == 0
                                ? "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nb" + (1000 + i)
                                : "GET /" + (1000 + i) + " HTTP/1.1\r\nHost: a\r\n\r\n");
            }
            client.send(all.toString());
            for (int i = 0; i < 100; i++) {
                assertEquals(
                        (i % 3 == 0 ? "b" : "/") + (1000 + i), client.read().body());
            }
            assertEquals(1, backend.connections.get());
        }
    }

    @Test
    void chunked_bodies_and_trailers_go_both_ways() throws Exception {
        try (Backend backend = Backend.answering(
                        (request, session) -> session.send(
                                "HTTP/1.1 200 OK\r\n"
                                        + "Transfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n3\r\nabc\r\n4;ext=\"1\"\r\ndefg\r\n0\r\nX-Sum: 7\r\n\r\n"));
                Rig rig = Rig.to(backend);
                RawClient client = rig.client()) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + "5\r\nhello\r\n6\r\n world\r\n0\r\nX-Check: ok\r\n\r\n");
            RawClient.Answer answer = client.read();
            assertEquals("abcdefg", answer.body());
            assertEquals("7", answer.trailer("x-sum"));
            assertEquals("X-Sum", answer.header("trailer"));
            Wire.Message request = backend.request();
            assertEquals("hello world", request.body());
            assertEquals("ok", request.trailer("x-check"));
        }
    }

    @Test
    void a_client_that_waits_for_100_gets_it_when_the_backend_is_there() throws Exception {
        try (Backend backend = Backend.echo();
                Rig rig = Rig.to(backend);
                RawClient client = rig.client()) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n");
            assertEquals("HTTP/1.1 100 Continue", client.head().first());
            client.send("body");
            assertEquals("body", client.read().body());
            assertNull(backend.request().header("expect"));
        }
    }

    @Test
    void a_client_that_waits_for_100_is_told_no_at_once_and_the_connection_closes() throws Exception {
        try (Rig rig = Rig.start().route(Rig.rule("/only").to());
                RawClient client = rig.client()) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n");
            RawClient.Answer answer = client.read();
            assertEquals(404, answer.status());
            assertEquals("close", answer.header("connection"));
            assertTrue(client.ended());
        }
    }

    @Test
    void answers_without_a_body_have_none() throws Exception {
        try (Backend backend = Backend.answering((request, session) -> {
                    switch (request.target()) {
                        case "/head" -> session.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n");
                        case "/204" -> session.send("HTTP/1.1 204 No Content\r\n\r\n");
                        case "/304" -> session.send("HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n");
                        default -> session.ok("end");
                    }
                });
                Rig rig = Rig.to(backend);
                RawClient client = rig.client()) {
            client.send("HEAD /head HTTP/1.1\r\nHost: a\r\n\r\n");
            assertEquals("100", client.read(true).header("content-length"));
            client.send("GET /204 HTTP/1.1\r\nHost: a\r\n\r\n");
            RawClient.Answer none = client.read();
            assertEquals(204, none.status());
            assertNull(none.header("content-length"));
            assertNull(none.header("transfer-encoding"));
            client.send("GET /304 HTTP/1.1\r\nHost: a\r\n\r\n");
            assertEquals(304, client.read().status());
            client.send("GET /end HTTP/1.1\r\nHost: a\r\n\r\n");
            assertEquals("end", client.read().body());
            assertEquals(1, backend.connections.get());
        }
    }

    @Test
    void an_http_1_0_client_gets_a_body_that_ends_with_the_connection() throws Exception {
        try (Backend backend = Backend.answering((request, session) ->
                        session.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"));
                Rig rig = Rig.to(backend)) {
            RawClient.Answer answer = rig.ask("GET / HTTP/1.0\r\nHost: a\r\n\r\n");
            assertEquals("abc", answer.body());
            assertNull(answer.header("transfer-encoding"));
            assertEquals("close", answer.header("connection"));
            assertEquals("GET / HTTP/1.1", backend.request().first());
        }
    }

    @Test
    void a_body_that_ends_with_the_backends_connection_becomes_chunked() throws Exception {
        try (Backend backend = Backend.script(session -> {
                    session.request();
                    session.send("HTTP/1.1 200 OK\r\n\r\nall of it");
                });
                Rig rig = Rig.to(backend);
                RawClient client = rig.client()) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            RawClient.Answer answer = client.read();
            assertEquals("all of it", answer.body());
            assertEquals("chunked", answer.header("transfer-encoding"));
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            assertEquals("all of it", client.read().body());
        }
    }

    @Test
    void early_hints_pass_and_other_interim_answers_do_not_confuse() throws Exception {
        try (Backend backend = Backend.answering(
                        (request, session) -> session.send(
                                "HTTP/1.1 100 Continue\r\n\r\n"
                                        + "HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"));
                Rig rig = Rig.to(backend);
                RawClient client = rig.client()) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            Wire.Message hints = client.head();
            assertEquals(103, hints.status());
            assertEquals("</a.css>", hints.header("link"));
            assertEquals("ok", client.read().body());
        }
    }

    @Test
    void a_half_closed_client_still_gets_its_answer() throws Exception {
        try (Backend backend = Backend.echo();
                Rig rig = Rig.to(backend);
                RawClient client = rig.client()) {
            client.send("GET /late HTTP/1.1\r\nHost: a\r\n\r\n");
            client.socket.shutdownOutput();
            assertEquals("/late", client.read().body());
            assertTrue(client.ended());
        }
    }

    @Test
    void a_large_body_comes_out_as_it_went_in() throws Exception {
        byte[] body = new byte[5 << 20];
        new java.util.Random(1).nextBytes(body);
        try (Backend backend = Backend.answering((request, session) -> {
                    session.send("HTTP/1.1 200 OK\r\nContent-Length: " + request.bytes().length + "\r\n\r\n");
                    session.out.write(request.bytes());
                });
                Rig rig = Rig.to(backend);
                RawClient client = rig.client()) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + body.length + "\r\n\r\n");
            client.out.write(body);
            assertArrayEquals(body, client.read().message().bytes());
        }
    }

    @Test
    void nobody_home_is_404_and_no_endpoint_is_503() throws Exception {
        try (Rig rig = Rig.start().route(Rig.rule("/here").to());
                RawClient client = rig.client()) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            RawClient.Answer answer = client.read();
            assertEquals(404, answer.status());
            assertEquals("route_not_found", answer.reason());
            assertEquals("route_not_found", rig.record().reply().reason());
            client.send("HEAD /here HTTP/1.1\r\nHost: a\r\n\r\n");
            assertEquals("no_endpoint", client.read(true).reason());
            client.send("GET /here HTTP/1.1\r\nHost: a\r\n\r\n");
            assertEquals(503, client.read().status());
        }
    }

    @Test
    void an_unread_request_body_does_not_cost_the_connection() throws Exception {
        try (Rig rig = Rig.start().route(Rig.rule("/here").to());
                RawClient client = rig.client()) {
            for (int i = 0; i < 3; i++) {
                client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n");
                RawClient.Answer answer = client.read();
                assertEquals(404, answer.status());
                assertNull(answer.header("connection"));
                client.send("x".repeat(1000));
            }
        }
    }
}
