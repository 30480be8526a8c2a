package io.gatewright.runtime.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NoLeaks.class)
class UpgradeTest {
    private static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";

    private static String accept(String key) throws Exception {
        byte[] digest = MessageDigest.getInstance("SHA-1")
                .digest((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.US_ASCII));
        return Base64.getEncoder().encodeToString(digest);
    }

    /** Accepts an upgrade and echoes bytes until the client ends. */
    private static Backend webSocketEcho() {
        return Backend.script(session -> {
            Wire.Message request = session.request();
            session.send("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    + "Sec-WebSocket-Accept: " + accept(request.header("sec-websocket-key")) + "\r\n\r\nhello");
            int b;
            while ((b = session.in.read()) >= 0) {
                session.out.write(b);
            }
        });
    }

    private static String upgrade() {
        return "GET /chat HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: keep-alive, Upgrade\r\n"
                + "Sec-WebSocket-Key: " + KEY + "\r\nSec-WebSocket-Version: 13\r\n\r\n";
    }

    @Test
    void a_web_socket_passes_bytes_both_ways_and_ends_with_either_side() throws Exception {
        try (Backend backend = webSocketEcho();
                // no time limit of the rule cuts a tunnel
                Rig rig = Rig.start()
                        .route(Rig.rule("/").to(backend).timeouts(Duration.ofSeconds(1), Duration.ofSeconds(1)));
                RawClient client = rig.client()) {
            client.send(upgrade() + "early");
            RawClient.Answer answer = client.read();
            assertEquals(101, answer.status());
            assertEquals("websocket", answer.header("upgrade"));
            assertEquals("Upgrade", answer.header("connection"));
            assertEquals(accept(KEY), answer.header("sec-websocket-accept"));
            assertEquals("helloearly", new String(client.in.readNBytes(10), StandardCharsets.US_ASCII));
            long end = System.nanoTime() + Duration.ofMillis(1500).toNanos();
            while (System.nanoTime() < end) {
                client.send("ping");
                assertEquals("ping", new String(client.in.readNBytes(4), StandardCharsets.US_ASCII));
            }
            client.socket.shutdownOutput();
            assertTrue(client.ended());
            assertEquals(101, rig.record().reply().status());
        }
    }

    @Test
    void a_backend_that_declines_an_upgrade_just_answers() throws Exception {
        try (Backend backend = Backend.saying("no");
                Rig rig = Rig.to(backend);
                RawClient client = rig.client()) {
            client.send(upgrade());
            assertEquals("no", client.read().body());
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            assertEquals("no", client.read().body());
        }
    }

    @Test
    void a_backend_that_accepts_another_key_is_502() throws Exception {
        try (Backend backend = Backend.script(session -> {
                    session.request();
                    session.send("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                            + "Sec-WebSocket-Accept: wrong\r\n\r\n");
                });
                Rig rig = Rig.to(backend);
                RawClient client = rig.client()) {
            client.send(upgrade());
            assertEquals(502, client.read().status());
        }
    }

    private static Http2Headers extendedConnect() {
        Http2Headers request = H2.get("/chat").method("CONNECT");
        request.add(":protocol", "websocket").add("sec-websocket-version", "13");
        return request;
    }

    @Test
    void a_web_socket_over_http_2_reaches_an_http_1_backend() throws Exception {
        try (Backend backend = webSocketEcho();
                Rig rig = Rig.to(backend);
                H2 client = H2.client(rig.port, Http2Settings.defaultSettings(), true)) {
            H2.Stream stream = client.open(extendedConnect(), false);
            H2.Head head = stream.head();
            assertEquals("200", head.status());
            assertNull(head.get("sec-websocket-accept"));
            assertNull(head.get("upgrade"));
            Wire.Message seen = backend.request();
            assertEquals("GET /chat HTTP/1.1", seen.first());
            assertEquals("Upgrade", seen.header("connection"));
            assertNotNull(seen.header("sec-websocket-key"));
            StringBuilder got = new StringBuilder();
            stream.data("frame", false);
            while (got.length() < 10) {
                got.append(((H2.Data) stream.next()).text());
            }
            assertEquals("helloframe", got.toString());
            stream.end();
            assertEquals("", stream.rest().body());
        }
    }

    @Test
    void a_web_socket_over_http_1_reaches_an_http_2_backend() throws Exception {
        try (H2 backend = H2.server(
                        Http2Settings.defaultSettings().connectProtocolEnabled(true), true, (stream, event) -> {
                            if (event instanceof H2.Head) {
                                stream.headers(H2.status(200), false);
                            } else if (event instanceof H2.Data data) {
                                stream.data(data.text(), data.end());
                            }
                        });
                Rig rig = Rig.start().route(Http2Test.h2(Rig.rule("/"), backend));
                RawClient client = rig.client()) {
            client.send(upgrade());
            RawClient.Answer answer = client.read();
            assertEquals(101, answer.status());
            assertEquals(accept(KEY), answer.header("sec-websocket-accept"));
            H2.Head seen = backend.stream().head();
            assertEquals("CONNECT", seen.get(":method"));
            assertEquals("websocket", seen.get(":protocol"));
            assertNull(seen.get("sec-websocket-key"));
            client.send("ping");
            assertEquals("ping", new String(client.in.readNBytes(4), StandardCharsets.US_ASCII));
        }
    }

    @Test
    void a_tunnel_survives_every_change_of_the_plan() throws Exception {
        try (Backend backend = webSocketEcho();
                Rig rig = Rig.to(backend);
                RawClient client = rig.client()) {
            client.send(upgrade());
            client.read();
            client.in.readNBytes(5);
            for (int i = 0; i < 100; i++) {
                rig.route(Rig.rule("/other" + i).to());
                client.send("ping");
                assertEquals("ping", new String(client.in.readNBytes(4), StandardCharsets.US_ASCII));
            }
        }
    }
}
