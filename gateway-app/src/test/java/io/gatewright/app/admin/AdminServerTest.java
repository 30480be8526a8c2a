package io.gatewright.app.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AdminServerTest {
    private AdminServer server;

    @BeforeEach
    void start() throws IOException {
        server = AdminServer.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), (target, accept) -> {
            if (target.getPath().equals("/broken")) {
                throw new IllegalStateException("secret detail");
            }
            return AdminPages.Page.text(200, target + "\n");
        });
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private HttpResponse<String> send(String method, String target) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + server.address().getPort() + target))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
    }

    @Test
    void pages_are_only_read() throws Exception {
        assertEquals("/a?b=c\n", send("GET", "/a?b=c").body());
        assertEquals(200, send("HEAD", "/a").statusCode());
        assertEquals(405, send("POST", "/a").statusCode());
    }

    @Test
    void a_failing_page_tells_the_client_nothing() throws Exception {
        Logger log = Logger.getLogger(AdminServer.class.getName());
        log.setLevel(Level.OFF); // on purpose, so nobody need read it
        HttpResponse<String> response = send("GET", "/broken");
        log.setLevel(null);
        assertEquals(500, response.statusCode());
        assertTrue(!response.body().contains("secret"), response.body());
    }

    @Test
    void a_browser_that_came_by_another_name_is_turned_away() throws Exception {
        try (Socket socket =
                new Socket(server.address().getAddress(), server.address().getPort())) {
            OutputStream out = socket.getOutputStream();
            out.write("GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertTrue(answer.startsWith("HTTP/1.1 421"), answer);
        }
        assertTrue(AdminServer.local("[::1]:9901"));
        assertTrue(AdminServer.local("localhost:9901"));
        assertTrue(!AdminServer.local("127.0.0.1.evil.example"));
    }

    @Test
    void a_port_in_use_is_said_with_the_way_out() {
        IOException e = assertThrows(
                IOException.class,
                () -> AdminServer.start(server.address(), (target, accept) -> AdminPages.Page.text(200, "")));
        assertTrue(e.getMessage().contains("`--admin off`"), e.getMessage());
    }

    @Test
    void metrics_keep_their_names_and_labels() {
        String page = MetricsPage.write(
                visitor -> {
                    visitor.counter(
                            "gatewright_exchanges",
                            "Exchanges.",
                            new TreeMap<>(Map.of("gateway", "a/b", "status", "2xx")),
                            3);
                    visitor.counter(
                            "gatewright_exchanges",
                            "Exchanges.",
                            new TreeMap<>(Map.of("gateway", "a/b", "status", "5xx")),
                            1);
                    visitor.gauge("gatewright_exchanges_active", "Now.", new TreeMap<>(), 2);
                    visitor.histogram(
                            "gatewright_exchange_seconds",
                            "Time.",
                            new TreeMap<>(Map.of("gateway", "a/b")),
                            new double[] {0.1, Double.POSITIVE_INFINITY},
                            new long[] {2, 1},
                            1.5);
                },
                false);
        assertTrue(page.contains("gatewright_exchanges_total{gateway=\"a/b\",status=\"2xx\"} 3.0"), page);
        assertTrue(page.contains("gatewright_exchanges_active 2.0"), page);
        assertTrue(page.contains("gatewright_exchange_seconds_bucket{gateway=\"a/b\",le=\"+Inf\"} 3"), page);
        assertTrue(page.contains("gatewright_exchange_seconds_sum{gateway=\"a/b\"} 1.5"), page);
    }
}
