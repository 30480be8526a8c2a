package io.gatewright.app.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatewright.app.demo.DemoBackend;
import io.gatewright.app.files.FolderSource;
import io.gatewright.runtime.RuntimeSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The walk-through of the README: a folder, a gateway, real sockets, an edit under load. */
class WalkThroughTest {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String GATEWAY = """
            apiVersion: gateway.networking.k8s.io/v1
            kind: Gateway
            metadata: {name: gateway}
            spec:
              gatewayClassName: gatewright
              listeners:
              - {name: http, port: 80, protocol: HTTP, hostname: "*.example.com"}
            """;
    private static final String ROUTE = """
            apiVersion: gateway.networking.k8s.io/v1
            kind: HTTPRoute
            metadata: {name: httpbin}
            spec:
              parentRefs: [{name: gateway}]
              hostnames: [httpbin.example.com]
              rules:
              - matches:
                - path: {type: PathPrefix, value: /get}
                backendRefs: [{name: v1, port: 80}]
            """;
    private static final String EDITED = """
            apiVersion: gateway.networking.k8s.io/v1
            kind: HTTPRoute
            metadata: {name: httpbin}
            spec:
              parentRefs: [{name: gateway}]
              hostnames: [httpbin.example.com]
              rules:
              - matches:
                - path: {type: PathPrefix, value: /get}
                - path: {type: PathPrefix, value: /headers}
                filters:
                - type: RequestHeaderModifier
                  requestHeaderModifier: {add: [{name: my-added-header, value: added-value}]}
                backendRefs: [{name: v1, port: 80}]
            """;

    @TempDir
    Path folder;

    private final List<DemoBackend> backends = new ArrayList<>();
    private Standalone gateway;

    @BeforeEach
    void start() throws IOException {
        write("gateway.yaml", GATEWAY);
        write("route.yaml", ROUTE);
        write("backend-v1.yaml", backend("v1"));
        RuntimeSettings runtime = RuntimeSettings.DEFAULTS
                .with()
                .eventLoops(2)
                .binding((ref, port) -> new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .build();
        gateway = Standalone.start(StandaloneOptions.DEFAULTS
                .withPaths(List.of(folder))
                .withRuntime(runtime)
                .withTiming(new FolderSource.Timing(Duration.ofMillis(10), Duration.ofMillis(500))));
        assertTrue(gateway.awaitServed(SOON));
        assertEquals(List.of(), gateway.obstacles());
    }

    @AfterEach
    void stop() {
        gateway.close();
        backends.forEach(DemoBackend::close);
    }

    private void write(String name, String text) throws IOException {
        Path draft = Files.writeString(folder.resolve(".draft"), text);
        Files.move(draft, folder.resolve(name), java.nio.file.StandardCopyOption.ATOMIC_MOVE);
    }

    private String backend(String name) throws IOException {
        DemoBackend backend = DemoBackend.start(name, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        backends.add(backend);
        return "apiVersion: v1\nkind: Service\nmetadata: {name: " + name + "}\nspec: {ports: [{port: 80}]}\n---\n"
                + "apiVersion: discovery.k8s.io/v1\nkind: EndpointSlice\nmetadata: {name: " + name
                + "-1, labels: {kubernetes.io/service-name: " + name
                + "}}\naddressType: IPv4\nports: [{name: \"\", port: "
                + backend.address().getPort() + "}]\nendpoints: [{addresses: [127.0.0.1]}]\n";
    }

    private Client client() throws IOException {
        return new Client(gateway.boundAddress("default", "gateway", 80).orElseThrow());
    }

    @Test
    void get_is_served_and_headers_only_after_the_edit() throws Exception {
        try (Client client = client()) {
            assertEquals(200, client.get("httpbin.example.com", "/get").status());
            assertEquals(404, client.get("httpbin.example.com", "/headers").status());
            assertEquals(404, client.get("other.example.com", "/get").status());
            assertEquals(404, client.get("httpbin.example.org", "/get").status());
            write("route.yaml", EDITED);
            awaitRules(2);
            Client.Answer answer = client.get("httpbin.example.com", "/headers");
            assertEquals(200, answer.status());
            assertTrue(answer.body().contains("\"my-added-header\": \"added-value\""), answer.body());
        }
    }

    private void awaitRules(int matches) {
        assertTrue(gateway.await(
                state -> state.plans().get(0).rules().get(0).matches().size() == matches
                        && state.served() == state.decided(),
                SOON));
    }

    @Test
    void fifty_clients_see_no_failure_while_the_route_is_edited() throws Exception {
        AtomicBoolean stop = new AtomicBoolean();
        AtomicInteger sent = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(50);
        try {
            List<Future<Map<Integer, Integer>>> results = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                results.add(threads.submit((Callable<Map<Integer, Integer>>) () -> {
                    Map<Integer, Integer> seen = new HashMap<>();
                    try (Client client = client()) {
                        while (!stop.get()) {
                            seen.merge(client.get("httpbin.example.com", "/get").status(), 1, Integer::sum);
                            sent.incrementAndGet();
                        }
                    }
                    return seen;
                }));
            }
            for (int edit = 0; edit < 10; edit++) {
                int before = sent.get();
                boolean second = edit % 2 == 0;
                write("route.yaml", second ? EDITED : ROUTE);
                awaitRules(second ? 2 : 1);
                long deadline = System.nanoTime() + SOON.toNanos();
                while (sent.get() < before + 200) {
                    assertTrue(System.nanoTime() < deadline, "clients are stuck");
                    Thread.onSpinWait();
                    Thread.yield();
                }
            }
            stop.set(true);
            Map<Integer, Integer> all = new HashMap<>();
            for (Future<Map<Integer, Integer>> result : results) {
                result.get(60, TimeUnit.SECONDS).forEach((status, count) -> all.merge(status, count, Integer::sum));
            }
            assertEquals(java.util.Set.of(200), all.keySet(), all.toString());
            assertTrue(sent.get() >= 2000);
        } finally {
            stop.set(true);
            threads.shutdownNow();
        }
    }

    @Test
    void a_websocket_survives_changes_of_its_own_route() throws Exception {
        write("gateway.yaml", GATEWAY.replace(", hostname: \"*.example.com\"", ""));
        write("route.yaml", anyHost("/ws"));
        assertTrue(gateway.await(
                state -> state.plans().get(0).rules().toString().contains("/ws") && state.served() == state.decided(),
                SOON));
        InetSocketAddress address =
                gateway.boundAddress("default", "gateway", 80).orElseThrow();
        BlockingQueue<String> received = new LinkedBlockingQueue<>();
        WebSocket socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(URI.create("ws://localhost:" + address.getPort() + "/ws"), new WebSocket.Listener() {
                    @Override
                    public CompletionStage<?> onText(WebSocket from, CharSequence text, boolean last) {
                        received.add(text.toString());
                        from.request(1);
                        return CompletableFuture.completedFuture(null);
                    }
                })
                .get(60, TimeUnit.SECONDS);
        for (int i = 0; i < 100; i++) {
            Standalone.Applied applied = gateway.apply(anyHost(i % 2 == 0 ? "/elsewhere" : "/ws"));
            assertTrue(gateway.awaitServed(applied.sequence(), SOON));
            socket.sendText("message " + i, true).get(60, TimeUnit.SECONDS);
            assertEquals("message " + i, received.poll(60, TimeUnit.SECONDS));
        }
        socket.abort();
    }

    /** The JDK's client names the host of its URL and no other. */
    private static String anyHost(String path) {
        return ROUTE.replace("  hostnames: [httpbin.example.com]\n", "").replace("value: /get", "value: " + path);
    }

    @Test
    @Tag("slow")
    void weights_of_nine_to_one_show_within_one_percent() throws Exception {
        write("backend-v2.yaml", backend("v2"));
        write(
                "route.yaml",
                ROUTE.replace(
                        "[{name: v1, port: 80}]",
                        "[{name: v1, port: 80, weight: 9}, {name: v2, port: 80, weight: 1}]"));
        assertTrue(gateway.await(
                state -> state.plans().get(0).endpoints().size() == 2 && state.served() == state.decided(), SOON));
        // by chance one round in a thousand misses; three in a row do not
        Map<String, Integer> answers = Map.of();
        for (int round = 0; round < 3 && Math.abs(answers.getOrDefault("v2", 0) - 1000) > 100; round++) {
            answers = askTenThousandTimes();
        }
        assertEquals(1000, answers.get("v2"), 100, answers.toString());
        assertEquals(10_000, answers.get("v1") + answers.get("v2"), answers.toString());
    }

    /** Ten connections at once, a thousand requests each. */
    private Map<String, Integer> askTenThousandTimes() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(10);
        try {
            List<Future<Map<String, Integer>>> parts = new ArrayList<>();
            for (int part = 0; part < 10; part++) {
                parts.add(threads.submit(() -> {
                    Map<String, Integer> answers = new HashMap<>();
                    try (Client client = client()) {
                        for (int i = 0; i < 1000; i++) {
                            answers.merge(
                                    client.get("httpbin.example.com", "/get").backend(), 1, Integer::sum);
                        }
                    }
                    return answers;
                }));
            }
            Map<String, Integer> all = new HashMap<>();
            for (Future<Map<String, Integer>> part : parts) {
                part.get(60, TimeUnit.SECONDS).forEach((name, count) -> all.merge(name, count, Integer::sum));
            }
            return all;
        } finally {
            threads.shutdownNow();
        }
    }
}
