package io.gatewright.app.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DemoBackendTest {
    private final HttpClient client = HttpClient.newHttpClient();
    private DemoBackend backend;

    @BeforeEach
    void start() throws IOException {
        backend = DemoBackend.start("v1", new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    @AfterEach
    void stop() {
        backend.close();
    }

    private HttpRequest.Builder to(String target) {
        return HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + backend.address().getPort() + target));
    }

    private HttpResponse<String> get(String target) throws Exception {
        return client.send(to(target).header("X-Colour", "red").build(), BodyHandlers.ofString());
    }

    private static JsonNode json(HttpResponse<String> response) throws IOException {
        return new ObjectMapper().readTree(response.body());
    }

    @Test
    void what_is_under_way_ends_with_the_server() throws Exception {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), backend.address().getPort())) {
            socket.setSoTimeout(60_000);
            socket.getOutputStream().write("GET /get HTTP/1.1\r\nHost: a\r\n\r\n".getBytes());
            assertEquals("HTTP/1.1 200 OK", new String(socket.getInputStream().readNBytes(15)));
            backend.close();
            socket.getInputStream().readAllBytes(); // comes to an end
        }
    }

    @Test
    void get_tells_what_arrived() throws Exception {
        HttpResponse<String> response = get("/get?a=1&b=2&b=3");
        assertEquals(200, response.statusCode());
        assertEquals("v1", response.headers().firstValue("x-backend").orElseThrow());
        JsonNode body = json(response);
        assertEquals("{\"a\":\"1\",\"b\":[\"2\",\"3\"]}", body.get("args").toString());
        assertEquals("red", body.get("headers").get("X-Colour").asText());
        assertEquals("127.0.0.1", body.get("origin").asText());
        assertTrue(body.get("url").asText().endsWith("/get?a=1&b=2&b=3"));
        assertEquals("v1", body.get("backend").asText());
    }

    @Test
    void headers_status_and_delay_do_what_they_say() throws Exception {
        assertEquals("red", json(get("/headers")).get("headers").get("X-Colour").asText());
        assertEquals(418, get("/status/418").statusCode());
        assertEquals(204, get("/status/204").statusCode());
        assertEquals(400, get("/status/99").statusCode());
        assertEquals(200, get("/delay/0").statusCode());
        assertEquals(400, get("/delay/a").statusCode());
        assertEquals(404, get("/nothing").statusCode());
        assertEquals(
                405,
                client.send(to("/get").POST(BodyPublishers.ofString("x")).build(), BodyHandlers.ofString())
                        .statusCode());
    }

    @Test
    void anything_shows_method_and_body() throws Exception {
        JsonNode body = json(client.send(
                to("/anything/x")
                        .method("PATCH", BodyPublishers.ofString("hello"))
                        .build(),
                BodyHandlers.ofString()));
        assertEquals("PATCH", body.get("method").asText());
        assertEquals("hello", body.get("data").asText());
    }

    @Test
    void echo_sends_a_large_body_back_unchanged() throws Exception {
        byte[] sent = new byte[5_000_000];
        new Random(1).nextBytes(sent);
        HttpResponse<byte[]> response = client.send(
                to("/echo")
                        .header("content-type", "image/x")
                        .POST(BodyPublishers.ofByteArray(sent))
                        .build(),
                BodyHandlers.ofByteArray());
        assertTrue(Arrays.equals(sent, response.body()));
        assertEquals("image/x", response.headers().firstValue("content-type").orElseThrow());
    }

    @Test
    void websocket_messages_come_back() throws Exception {
        CompletableFuture<String> answer = new CompletableFuture<>();
        WebSocket socket = client.newWebSocketBuilder()
                .buildAsync(
                        URI.create("ws://127.0.0.1:" + backend.address().getPort() + "/ws"), new WebSocket.Listener() {
                            @Override
                            public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
                                answer.complete(data.toString());
                                return CompletableFuture.completedFuture(null);
                            }
                        })
                .get(60, TimeUnit.SECONDS);
        socket.request(1);
        socket.sendText("hello", true).get(60, TimeUnit.SECONDS);
        assertEquals("hello", answer.get(60, TimeUnit.SECONDS));
        socket.abort();
    }

    @Test
    void a_port_in_use_is_said_so() {
        IOException e = assertThrows(IOException.class, () -> DemoBackend.start("v2", backend.address()));
        assertTrue(
                e.getMessage()
                        .contains("cannot listen on `127.0.0.1:"
                                + backend.address().getPort()),
                e.getMessage());
    }
}
