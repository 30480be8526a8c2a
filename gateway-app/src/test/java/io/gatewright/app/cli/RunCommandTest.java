package io.gatewright.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatewright.app.demo.DemoBackend;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code gatewright run}, in this process, from the command line to the end by a signal. */
class RunCommandTest {
    @TempDir
    Path folder;

    private final Harness harness = new Harness();
    private DemoBackend backend;

    @BeforeEach
    void files() throws IOException {
        backend = DemoBackend.start("v1", new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        write(
                "gateway.yaml",
                "apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {name: gateway}\n"
                        + "spec: {gatewayClassName: gatewright, listeners: [{name: http, port: 80, protocol: HTTP}]}\n");
        write(
                "backend.yaml",
                "apiVersion: v1\nkind: Service\nmetadata: {name: v1}\nspec: {ports: [{port: 80}]}\n---\n"
                        + "apiVersion: discovery.k8s.io/v1\nkind: EndpointSlice\n"
                        + "metadata: {name: v1-1, labels: {kubernetes.io/service-name: v1}}\naddressType: IPv4\n"
                        + "ports: [{name: \"\", port: " + backend.address().getPort()
                        + "}]\nendpoints: [{addresses: [127.0.0.1]}]\n");
        write("route.yaml", route("/get"));
    }

    @AfterEach
    void end() throws Exception {
        harness.end();
        backend.close();
    }

    private static String route(String path) {
        return "apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {name: shop}\n"
                + "spec: {parentRefs: [{name: gateway}], rules: [{matches: [{path: {value: " + path
                + "}}], backendRefs: [{name: v1, port: 80}]}]}\n";
    }

    private Path write(String name, String text) throws IOException {
        Path draft = Files.writeString(folder.resolve(".draft"), text);
        return Files.move(draft, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }

    private void run(String... more) {
        List<String> arguments = new ArrayList<>(List.of("run", folder.toString(), "--port-map", "80=0"));
        for (String[] usual : new String[][] {{"--address", "127.0.0.1"}, {"--admin", "127.0.0.1:0"}}) {
            if (!List.of(more).contains(usual[0])) {
                arguments.addAll(List.of(usual));
            }
        }
        arguments.addAll(List.of(more));
        harness.run(arguments);
    }

    private static HttpResponse<String> get(String url) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                .version(HttpClient.Version.HTTP_1_1)
                .timeout(Duration.ofSeconds(20))
                .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
    }

    @Test
    void a_rule_that_redirects_is_not_said_to_lack_a_backend() throws Exception {
        write("route.yaml", route("/get").replace("backendRefs: [{name: v1, port: 80}]", """
                filters: [{type: RequestRedirect, requestRedirect: {scheme: https}}]"""));
        run();
        Harness.found(harness.err.await("ready after"), "(HTTPRoute default/shop +any host +/get/\\* +-> redirect\n)");
    }

    @Test
    void a_folder_is_served_followed_and_drained() throws Exception {
        run("--reason-header", "x-reason", "--no-log-query");
        String text = harness.err.await("ready after");
        String gateway = "http://" + Harness.found(text, "listener http +HTTP port 80 +at (127.0.0.1:[0-9]+)");
        String admin = Harness.found(text, "admin: (http://\\S+)/");
        assertEquals(200, get(gateway + "/get").statusCode());
        HttpResponse<String> missing = get(gateway + "/headers");
        assertEquals(404, missing.statusCode());
        assertEquals("route_not_found", missing.headers().firstValue("x-reason").orElse("none"));

        Path route = write("route.yaml", route("/headers"));
        harness.err.await("matches[0].path.value: /get -> /headers");
        assertEquals(200, get(gateway + "/headers?token=secret").statusCode());
        assertEquals(404, get(gateway + "/get").statusCode());

        write("route.yaml", route("[headers"));
        harness.err.await("HTTPRoute default/shop: cannot be read any more, its last good state stays in force");
        assertTrue(harness.err.await(route + ":4:").contains("error"));
        assertEquals(200, get(gateway + "/headers").statusCode());

        assertEquals("ready\n", get(admin + "/ready").body());
        assertEquals("ok\n", get(admin + "/healthz").body());
        String metrics = get(admin + "/metrics").body();
        assertTrue(metrics.contains("route=\"HTTPRoute/default/shop\""), metrics);
        assertTrue(metrics.contains("gatewright_file_errors 1.0"), metrics);
        assertTrue(get(admin + "/status").body().contains("\"keptInForce\""));
        assertTrue(get(admin + "/config").body().contains("\"listeners\""));
        assertTrue(get(admin + "/config?format=yaml").body().startsWith("gateway: "));
        String explanation =
                get(admin + "/explain?url=http://any.example.com/headers").body();
        assertTrue(explanation.contains("=> forwarded to Service default/v1"), explanation);
        assertEquals(404, get(admin + "/nothing").statusCode());

        harness.signal();
        assertEquals(0, harness.awaitEnd());
        harness.err.await("drained");
        String log = harness.out.await("\"path\":\"/headers\"");
        assertTrue(log.contains("\"reason\":\"route_not_found\""), log);
        assertTrue(!log.contains("secret"), log);
        assertTrue(log.lines().allMatch(line -> line.startsWith("{") && line.endsWith("}")), log);
    }

    @Test
    void running_requests_finish_during_a_drain_and_a_second_signal_ends_at_once() throws Exception {
        write("route.yaml", route("/"));
        run("--access-log", "off");
        String text = harness.err.await("ready after");
        String gateway = "http://" + Harness.found(text, "listener http +HTTP port 80 +at (127.0.0.1:[0-9]+)");
        String admin = Harness.found(text, "admin: (http://\\S+)/");
        CountDownLatch sent = new CountDownLatch(1);
        CompletableFuture<Integer> slow = CompletableFuture.supplyAsync(() -> {
            try {
                sent.countDown();
                return get(gateway + "/delay/2").statusCode();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        assertTrue(sent.await(60, TimeUnit.SECONDS));
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!get(admin + "/metrics").body().contains("gatewright_exchanges_active 1.0")) {
            assertTrue(System.nanoTime() < deadline, "the request does not arrive");
        }
        harness.signal();
        harness.err.await("draining");
        assertEquals(200, slow.get(60, TimeUnit.SECONDS));
        harness.signal();
        harness.err.await("stopped at once");
        assertEquals(1, harness.exited.get());
        assertEquals(0, harness.awaitEnd());
    }

    @Test
    void a_port_in_use_is_not_ready_and_says_why() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            run("--port-map", "80=" + other.getLocalPort());
            String text = harness.err.await("not ready: ");
            String admin = Harness.found(text, "admin: (http://\\S+)/");
            HttpResponse<String> ready = get(admin + "/ready");
            assertEquals(503, ready.statusCode());
            assertTrue(ready.body().contains(String.valueOf(other.getLocalPort())), ready.body());
        }
        harness.err.await("ready after");
    }

    @Test
    void wrong_options_end_with_2_and_the_way_out() throws Exception {
        assertWrong("--address", "here", "expected an IP address");
        assertWrong("--transport", "carrier pigeon", "expected `auto`, `epoll`, `io_uring`, `nio`");
        assertWrong("--admin", "x:y", "expected `address:port` or `off`");
        assertWrong("--trusted-proxy", "10.0.0.0/99", "expected an IP address or range");
        assertWrong("--port-map", "80=70000", "expected a port from 0 to 65535");
        assertWrong("--access-log", folder.toString(), "cannot be written");
    }

    private void assertWrong(String option, String value, String message) throws Exception {
        run(option, value);
        assertEquals(2, harness.awaitEnd(), option);
        harness.err.await(message);
    }
}
