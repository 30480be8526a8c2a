package io.gatewright.k8s.status;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.gatewright.k8s.Declared;
import io.gatewright.k8s.api.KubeClients;
import io.gatewright.model.core.ApiObject;
import io.gatewright.model.read.ModelJson;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** As much of an API server as statuses need, which can be made to refuse. Objects by path. */
final class ApiStandIn implements AutoCloseable {
    /** A write that arrived, whatever became of it. */
    record Patch(String path, JsonNode body, int answer) {}

    final BlockingQueue<Patch> patches = new LinkedBlockingQueue<>();
    final BlockingQueue<String> reads = new LinkedBlockingQueue<>();
    private final Map<String, ObjectNode> objects = new HashMap<>();
    private final Deque<Integer> refusals = new ArrayDeque<>();
    private final ObjectMapper json = new ObjectMapper();
    private final HttpServer server;
    private final AtomicInteger waiting = new AtomicInteger();
    private volatile CountDownLatch holding = new CountDownLatch(0);
    private final ExecutorService threads = Executors.newCachedThreadPool();

    ApiStandIn() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    KubernetesClient client() {
        Config config = new ConfigBuilder(Config.empty())
                .withMasterUrl("http://127.0.0.1:" + server.getAddress().getPort())
                .withRequestRetryBackoffLimit(0) // what is tried again here is tried by us
                .build();
        return KubeClients.open(config);
    }

    private static String path(ApiObject object, String version) {
        return "/apis/" + object.kind().group() + "/" + version
                + (object.kind().namespaced() ? "/namespaces/" + object.ref().namespace() : "") + "/"
                + object.kind().plural() + "/" + object.ref().name();
    }

    /** Has an object, in the version that the model prefers. */
    synchronized ApiObject put(String yaml) {
        ApiObject object = Declared.object(yaml);
        return put(object, object.kind().version());
    }

    synchronized ApiObject put(ApiObject object, String version) {
        objects.put(path(object, version), new ModelJson().toTree(object));
        return object;
    }

    /** The next writes are answered with these codes. */
    synchronized void refuse(Integer... codes) {
        refusals.addAll(List.of(codes));
    }

    synchronized JsonNode status(ApiObject object) {
        return objects.get(path(object, object.kind().version())).path("status");
    }

    Patch next() throws InterruptedException {
        Patch next = patches.poll(60, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("no write came");
        }
        return next;
    }

    /** Writes that come from now on are not answered before {@link #release}. */
    void hold() {
        holding = new CountDownLatch(1);
    }

    void release() {
        holding.countDown();
    }

    /** How many writes wait for {@link #release}. */
    int held() {
        synchronized (waiting) {
            return waiting.get();
        }
    }

    void awaitHeld(int count) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        synchronized (waiting) {
            while (waiting.get() < count) {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    throw new AssertionError(waiting + " writes at a time: expected " + count);
                }
                TimeUnit.NANOSECONDS.timedWait(waiting, left);
            }
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        if (exchange.getRequestMethod().equals("PATCH")) {
            step(1);
            try {
                holding.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            step(-1);
        }
        answer(exchange);
    }

    private void step(int by) {
        synchronized (waiting) {
            waiting.addAndGet(by);
            waiting.notifyAll();
        }
    }

    private synchronized void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        if (exchange.getRequestMethod().equals("PATCH")) {
            JsonNode patch = json.readTree(exchange.getRequestBody());
            String of = path.replaceAll("/status$", "");
            ObjectNode object = objects.get(of);
            int code = !refusals.isEmpty()
                    ? refusals.remove()
                    : object == null
                            ? 404
                            : patch.at("/metadata/resourceVersion").equals(object.at("/metadata/resourceVersion"))
                                    ? 200
                                    : 409;
            if (code == 200) {
                merge(object, patch);
                ((ObjectNode) object.get("metadata"))
                        .put(
                                "resourceVersion",
                                String.valueOf(
                                        object.at("/metadata/resourceVersion").asInt() + 1));
            }
            patches.add(new Patch(path, patch, code));
            answer(exchange, code, object);
        } else {
            reads.add(path);
            ObjectNode object = objects.get(path);
            answer(exchange, object == null ? 404 : 200, object);
        }
    }

    /** RFC 7396. */
    private static void merge(ObjectNode target, JsonNode patch) {
        patch.properties().forEach(field -> {
            JsonNode value = field.getValue();
            if (value.isNull()) {
                target.remove(field.getKey());
            } else if (value instanceof ObjectNode object) {
                ObjectNode below = target.get(field.getKey()) instanceof ObjectNode there
                        ? there
                        : target.putObject(field.getKey());
                merge(below, object);
            } else {
                target.set(field.getKey(), value);
            }
        });
    }

    private void answer(HttpExchange exchange, int code, JsonNode object) throws IOException {
        byte[] body = json.writeValueAsBytes(
                code == 200
                        ? object
                        : json.createObjectNode()
                                .put("kind", "Status")
                                .put("apiVersion", "v1")
                                .put("status", "Failure")
                                .put("code", code));
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(code, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
