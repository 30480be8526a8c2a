package io.gatewright.runtime.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatewright.runtime.Limits;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing ambiguous passes: it is answered with 400, the connection closes, and no backend hears of it. */
@ExtendWith(NoLeaks.class)
class FramingTest {
    private static Backend backend;
    private static Rig rig;

    @BeforeAll
    static void start() {
        backend = Backend.echo();
        rig = Rig.start(b -> b.limits(Limits.DEFAULTS
                        .with()
                        .requestLineBytes(1000)
                        .headerBytes(4000)
                        .headers(20)
                        .headerDeadline(Duration.ofSeconds(2))
                        .build()))
                .route(Rig.rule("/").to(backend));
    }

    @AfterAll
    static void stop() throws Exception {
        rig.close();
        backend.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // length and coding
                "POST / HTTP/1.1\\r\\nHost: a\\r\\nContent-Length: 4\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n0\\r\\n\\r\\n",
                "POST / HTTP/1.1\\r\\nHost: a\\r\\nTransfer-Encoding: chunked\\r\\nContent-Length: 4\\r\\n\\r\\n0\\r\\n\\r\\n",
                "POST / HTTP/1.1\\r\\nHost: a\\r\\nContent-Length: 4\\r\\nContent-Length: 5\\r\\n\\r\\nabcd",
                "POST / HTTP/1.1\\r\\nHost: a\\r\\nContent-Length: 4\\r\\nContent-Length: 4\\r\\n\\r\\nabcd",
                "POST / HTTP/1.1\\r\\nHost: a\\r\\nContent-Length: 4, 4\\r\\n\\r\\nabcd",
                "POST / HTTP/1.1\\r\\nHost: a\\r\\nContent-Length: +4\\r\\n\\r\\nabcd",
                "POST / HTTP/1.1\\r\\nHost: a\\r\\nContent-Length: -1\\r\\n\\r\\nabcd",
                "POST / HTTP/1.1\\r\\nHost: a\\r\\nContent-Length: 0x4\\r\\n\\r\\nabcd",
                "POST / HTTP/1.1\\r\\nHost: a\\r\\nContent-Length: 4 4\\r\\n\\r\\nabcd",
                "POST / HTTP/1.1\\r\\nHost: a\\r\\nContent-Length:\\r\\n\\r\\nabcd",
                "POST / HTTP/1.1\\r\\nHost: a\\r\\nContent-Length: 99999999999999999999\\r\\n\\r\\nabcd",
                "POST / HTTP/1.0\\r\\nHost: a\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n0\\r\\n\\r\\n",
                "POST / HTTP/1.1\\r\\nHost: a\\r\\nTransfer-Encoding: gzip, chunked\\r\\n\\r\\n0\\r\\n\\r\\n",
                "POST / HTTP/1.1\\r\\nHost: a\\r\\nTransfer-Encoding: identity\\r\\n\\r\\n0\\r\\n\\r\\n",
                "POST / HTTP/1.1\\r\\nHost: a\\r\\nTransfer-Encoding: xchunked\\r\\n\\r\\n0\\r\\n\\r\\n",
                "POST / HTTP/1.1\\r\\nHost: a\\r\\nTransfer-Encoding: \\x0bchunked\\r\\n\\r\\n0\\r\\n\\r\\n",
                "POST / HTTP/1.1\\r\\nHost: a\\r\\nTransfer-Encoding: chunked\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n0\\r\\n\\r\\n",
                "POST / HTTP/1.1\\r\\nHost: a\\r\\nTransfer-Encoding : chunked\\r\\n\\r\\n0\\r\\n\\r\\n",
                // lines
                "GET / HTTP/1.1\\nHost: a\\n\\n",
                "GET / HTTP/1.1\\r\\nHost: a\\n\\r\\n",
                "GET / HTTP/1.1\\r\\nHost: a\\r\\nX: b\\rc\\r\\n\\r\\n",
                "GET / HTTP/1.1\\r\\nHost: a\\r\\nX: b\\r\\n folded\\r\\n\\r\\n",
                "GET / HTTP/1.1\\r\\n Host: a\\r\\n\\r\\n",
                "GET / HTTP/1.1\\r\\nHost: a\\r\\nX: b\\x00c\\r\\n\\r\\n",
                "GET / HTTP/1.1\\r\\nHost: a\\r\\nX: b\\x7fc\\r\\n\\r\\n",
                "GET / HTTP/1.1\\r\\nHost: a\\r\\nX\\x01: b\\r\\n\\r\\n",
                "GET / HTTP/1.1\\r\\nHost: a\\r\\nno colon here\\r\\n\\r\\n",
                "GET / HTTP/1.1\\r\\nHost: a\\r\\n: nameless\\r\\n\\r\\n",
                "\\x00GET / HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n",
                "\\x16\\x03\\x01\\x02\\x00\\x01",
                " GET / HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n",
                "\\r\\n\\r\\nGET / HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n",
                "\\nGET / HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n",
                "GET  / HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n",
                "GET / HTTP/1.1 \\r\\nHost: a\\r\\n\\r\\n",
                "GET /\\tb HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n",
                "GET /b c HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n",
                "GET / http/1.1\\r\\nHost: a\\r\\n\\r\\n",
                "GET /\\r\\nHost: a\\r\\n\\r\\n",
                // hosts
                "GET / HTTP/1.1\\r\\n\\r\\n",
                "GET / HTTP/1.1\\r\\nHost: a\\r\\nHost: a\\r\\n\\r\\n",
                "GET / HTTP/1.1\\r\\nHost: a\\r\\nHost: b\\r\\n\\r\\n",
                "GET / HTTP/1.1\\r\\nHost: a, b\\r\\n\\r\\n",
                "GET / HTTP/1.1\\r\\nHost: user@a\\r\\n\\r\\n",
                "GET / HTTP/1.1\\r\\nHost: a/b\\r\\n\\r\\n",
                "GET / HTTP/1.1\\r\\nHost:\\r\\n\\r\\n",
                "GET / HTTP/1.1\\r\\nHost: a:99999\\r\\n\\r\\n",
                // paths
                "GET /a%2Fb HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n",
                "GET /a%5cb HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n",
                "GET /a%00 HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n",
                "GET /a/../b HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n",
                "GET /a/%2e%2e/b HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n",
                "GET /a\\\\b HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n",
                "GET /a#b HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n",
                "GET a HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n",
                "GET * HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n",
            })
    void an_ambiguous_or_malformed_head_is_refused(String escaped) throws Exception {
        int before = backend.requests.size();
        try (RawClient client = rig.client()) {
            // a second request must not be believed after a broken first one
            client.send(unescape(escaped) + "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n");
            RawClient.Answer answer = client.read();
            assertEquals(400, answer.status(), answer.toString());
            boolean closes = !escaped.contains("/a") && !escaped.contains("GET a ") && !escaped.contains("GET * ");
            boolean badHost = escaped.contains("@")
                    || escaped.contains("Host: a,")
                    || escaped.contains("a/b")
                    || escaped.contains("Host:\\r")
                    || escaped.contains("99999\\r\\n\\r\\n") && escaped.startsWith("GET");
            if (closes && !badHost) {
                assertEquals("close", answer.header("connection"));
                assertTrue(client.ended());
                assertEquals(before, backend.requests.size());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x\\r\\n",
                "\\r\\n",
                "-1\\r\\n",
                "0x5\\r\\nhello\\r\\n0\\r\\n\\r\\n",
                "5 \\r\\nhello\\r\\n0\\r\\n\\r\\n",
                " 5\\r\\nhello\\r\\n0\\r\\n\\r\\n",
                "5\\nhello\\r\\n0\\r\\n\\r\\n",
                "5\\r\\nhelloXX0\\r\\n\\r\\n",
                "5;a=\\x00\\r\\nhello\\r\\n0\\r\\n\\r\\n",
                "5;a=\"\\nb\"\\r\\nhello\\r\\n0\\r\\n\\r\\n",
                "5;a\\rb\\r\\nhello\\r\\n0\\r\\n\\r\\n",
                "ffffffffffffffff\\r\\nhello\\r\\n0\\r\\n\\r\\n",
                "5\\r\\nhello\\r\\n0\\r\\nContent-Length: 5\\r\\n\\r\\n",
                "5\\r\\nhello\\r\\n0\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n",
                "5\\r\\nhello\\r\\n0\\r\\nbad trailer\\r\\n\\r\\n",
                "5\\r\\nhello\\r\\n0\\r\\nX: y\\n\\r\\n",
            })
    void a_malformed_chunk_ends_the_exchange_and_the_connection(String escaped) throws Exception {
        try (RawClient client = rig.client()) {
            client.send("POST /chunk HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + unescape(escaped)
                    + "GET /chunk-smuggled HTTP/1.1\r\nHost: a\r\n\r\n");
            RawClient.Answer answer = client.read();
            assertEquals(400, answer.status());
            assertEquals("bad_framing", answer.reason());
            assertTrue(client.ended());
        }
        assertTrue(backend.requests.stream().noneMatch(r -> r.target().equals("/chunk-smuggled")));
    }

    @ParameterizedTest
    @CsvSource({
        "GET / HTTP/1.2, 505, bad_request",
        "GET / HTTP/2.0, 505, bad_request",
        "TRACE / HTTP/1.1, 501, method_not_supported",
        "CONNECT a:443 HTTP/1.1, 501, method_not_supported"
    })
    void what_is_readable_but_not_for_us_says_so(String line, int status, String reason) throws Exception {
        RawClient.Answer answer = rig.ask(line + "\r\nHost: a\r\n\r\n");
        assertEquals(status, answer.status());
        assertEquals(reason, answer.reason());
    }

    @Test
    void limits_of_the_head_have_their_own_answers() throws Exception {
        RawClient.Answer line = rig.ask("GET /" + "a".repeat(2000) + " HTTP/1.1\r\nHost: a\r\n\r\n");
        assertEquals(414, line.status());
        assertEquals("uri_too_long", line.reason());
        RawClient.Answer bytes = rig.ask("GET / HTTP/1.1\r\nHost: a\r\nX: " + "a".repeat(5000) + "\r\n\r\n");
        assertEquals(431, bytes.status());
        assertEquals("headers_too_large", bytes.reason());
        RawClient.Answer count = rig.ask("GET / HTTP/1.1\r\nHost: a\r\n" + "X: y\r\n".repeat(30) + "\r\n");
        assertEquals(431, count.status());
        RawClient.Answer expectation = rig.ask("GET / HTTP/1.1\r\nHost: a\r\nExpect: miracles\r\n\r\n");
        assertEquals(417, expectation.status());
    }

    @Test
    void a_head_that_drips_is_given_up_at_its_deadline_however_lively_it_is() throws Exception {
        try (RawClient client = rig.client()) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\nX:");
            Thread dripper = new Thread(() -> {
                try {
                    while (true) {
                        client.out.write('y');
                        java.util.concurrent.locks.LockSupport.parkNanos(10_000_000);
                    }
                } catch (java.io.IOException closed) {
                    // as it should
                }
            });
            dripper.start();
            RawClient.Answer answer = client.read();
            assertEquals(408, answer.status());
            assertEquals("client_timeout", answer.reason());
            client.close();
            dripper.join();
        }
    }

    @Test
    void one_empty_line_before_a_request_is_forgiven() throws Exception {
        assertEquals(
                200,
                rig.ask("\r\nGET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
                        .status());
    }

    @Test
    void hop_by_hop_headers_stay_on_their_connection_and_others_cannot_be_stripped() throws Exception {
        backend.requests.clear();
        rig.ask("GET / HTTP/1.1\r\nHost: a\r\nConnection: close, X-Secret, X-Forwarded-For, Authorization, Host\r\n"
                + "X-Secret: s\r\nAuthorization: me\r\nKeep-Alive: 5\r\nProxy-Connection: x\r\nTE: trailers, gzip\r\n"
                + "Proxy-Authorization: p\r\nUpgrade: h2c\r\nHTTP2-Settings: AAA\r\n\r\n");
        Wire.Message request = backend.request();
        assertNull(request.header("x-secret"));
        assertNull(request.header("keep-alive"));
        assertNull(request.header("proxy-connection"));
        assertNull(request.header("proxy-authorization"));
        assertNull(request.header("upgrade"));
        assertNull(request.header("http2-settings"));
        assertEquals("trailers", request.header("te"));
        assertEquals("te", request.header("connection"));
        assertEquals("me", request.header("authorization"));
        assertEquals("a", request.header("host"));
        assertEquals("127.0.0.1", request.header("x-forwarded-for"));
    }

    @Test
    void claims_of_identity_by_a_stranger_are_replaced() throws Exception {
        backend.requests.clear();
        rig.ask("GET / HTTP/1.1\r\nHost: Shop.example:8080\r\nConnection: close\r\nX-Forwarded-For: 1.2.3.4\r\n"
                + "X-Forwarded-Proto: https\r\nX-Forwarded-Host: evil\r\nX-Forwarded-Prefix: /p\r\nX_Forwarded_For: 5.6.7.8\r\nContent_Length: 4\r\nTransfer_Encoding: chunked\r\n"
                + "Forwarded: for=1.2.3.4\r\nX-Real-IP: 1.2.3.4\r\nX-Forwarded-Client-Cert: x\r\nClient-Cert: y\r\n"
                + "client_cert: z\r\n\r\n");
        Wire.Message request = backend.request();
        assertEquals("127.0.0.1", request.header("x-forwarded-for"));
        assertEquals("http", request.header("x-forwarded-proto"));
        assertEquals("Shop.example:8080", request.header("x-forwarded-host"));
        assertEquals("80", request.header("x-forwarded-port"));
        for (String gone : new String[] {
            "x-forwarded-prefix",
            "x_forwarded_for",
            "content_length",
            "transfer_encoding",
            "forwarded",
            "x-real-ip",
            "x-forwarded-client-cert",
            "client-cert",
            "client_cert"
        }) {
            assertNull(request.header(gone), gone);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\\r\\nContent-Length: 2\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\nok",
                "HTTP/1.1 200 OK\\r\\nContent-Length: 2\\r\\nContent-Length: 3\\r\\n\\r\\nok",
                "HTTP/1.1 200 OK\\r\\nContent-Length: two\\r\\n\\r\\nok",
                "HTTP/1.1 200 OK\\r\\nTransfer-Encoding: gzip\\r\\n\\r\\nok",
                "HTTP/1.1 abc OK\\r\\n\\r\\n",
                "HTTP/1.1 99 OK\\r\\n\\r\\n",
                "HTTP/1.1  200 OK\\r\\n\\r\\n",
                "ICY 200 OK\\r\\n\\r\\n",
                "HTTP/3.1 200 OK\\r\\n\\r\\n",
                "SSH-2.0-OpenSSH\\r\\n",
                "HTTP/1.1 200 OK\\nContent-Length: 2\\n\\nok",
                "HTTP/1.1 200 OK\\r\\nX: a\\r\\n folded\\r\\n\\r\\n",
                "HTTP/1.1 200 OK\\r\\nX : a\\r\\n\\r\\n",
                "HTTP/1.1 200 OK\\r\\nX: a\\x00\\r\\n\\r\\n",
                "HTTP/1.1 101 Switching Protocols\\r\\nUpgrade: websocket\\r\\nConnection: upgrade\\r\\n\\r\\n",
                "HTTP/1.1 200",
            })
    void an_ambiguous_answer_of_a_backend_is_502(String escaped) throws Exception {
        try (Backend broken = Backend.script(session -> {
                    session.request();
                    session.send(unescape(escaped));
                });
                Rig own = Rig.to(broken)) {
            RawClient.Answer answer = own.get("/");
            assertEquals(502, answer.status());
            assertEquals("backend_protocol_error", answer.reason());
        }
    }

    @Test
    void an_answer_with_a_huge_head_is_502() throws Exception {
        try (Backend broken = Backend.answering((request, session) ->
                        session.send("HTTP/1.1 200 OK\r\nX: " + "y".repeat(100_000) + "\r\n\r\n"));
                Rig own = Rig.to(broken)) {
            assertEquals(502, own.get("/").status());
        }
    }

    @Test
    void bytes_after_an_answer_are_nobodys_answer() throws Exception {
        try (Backend broken = Backend.answering(
                        (request, session) -> session.send(
                                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison"));
                Rig own = Rig.to(broken);
                RawClient client = own.client()) {
            for (int i = 0; i < 3; i++) {
                client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
                assertEquals("ok", client.read().body());
            }
        }
    }

    static String unescape(String text) {
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '\\') {
                plain.append(c);
                continue;
            }
            char kind = text.charAt(++i);
            switch (kind) {
                case 'r' -> plain.append('\r');
                case 'n' -> plain.append('\n');
                case 't' -> plain.append('\t');
                case 'x' -> {
                    plain.append((char) Integer.parseInt(text.substring(i + 1, i + 3), 16));
                    i += 2;
                }
                default -> plain.append(kind);
            }
        }
        return plain.toString();
    }
}
