package io.gatewright.app.accesslog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gatewright.model.name.ObjectRef;
import io.gatewright.runtime.observe.AccessRecord;
import io.gatewright.semantics.listener.ListenerKey;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonAccessLogTest {
    private static final ObjectRef GATEWAY =
            new ObjectRef("gateway.networking.k8s.io", "Gateway", "default", "gateway");

    private static AccessRecord record(String path) {
        return new AccessRecord(
                Instant.parse("2026-01-02T03:04:05Z"),
                new AccessRecord.Place(
                        GATEWAY,
                        80,
                        7,
                        new ListenerKey(GATEWAY, "http"),
                        new ObjectRef("gateway.networking.k8s.io", "HTTPRoute", "default", "shop"),
                        0,
                        null,
                        "cluster/Service/default/cart/80/HTTP1",
                        "127.0.0.1:9000"),
                new AccessRecord.Client(new InetSocketAddress("::1", 4711), null, null, null, null),
                new AccessRecord.Request(
                        "HTTP/1.1", "GET", "http", "a.example.com", path, null, "curl \"x\"", null, null),
                new AccessRecord.Reply(200, -1, null, 0, 12),
                new AccessRecord.Timing(1_234_567, 1_000_000, -1, 1));
    }

    @Test
    void a_record_is_one_line_of_json_in_the_words_of_the_api() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonAccessLog log = JsonAccessLog.to(out, () -> {})) {
            log.record(record("/a\nb"));
            log.record(record("/c"));
        }
        List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
        assertEquals(2, lines.size());
        JsonNode line = new ObjectMapper().readTree(lines.get(0));
        assertEquals("default/gateway", line.get("gateway").asText());
        assertEquals("Gateway/default/gateway/http", line.get("listener").asText());
        assertEquals("HTTPRoute/default/shop", line.get("route").asText());
        assertEquals(0, line.get("rule").asInt());
        assertEquals("/a\nb", line.get("path").asText());
        assertEquals("curl \"x\"", line.get("user_agent").asText());
        assertEquals(1.234, line.get("total_ms").asDouble());
        assertEquals("[0:0:0:0:0:0:0:1]:4711", line.get("client").asText());
        assertFalse(line.has("backend_ms"));
        assertFalse(line.has("reason"));
        assertFalse(line.has("query"));
    }

    @Test
    void a_long_text_is_cut_between_characters_and_says_so() throws Exception {
        String most = "/" + "a".repeat(AccessLine.LONGEST_TEXT - 1);
        String cutWithinPair = "/" + "a".repeat(AccessLine.LONGEST_TEXT - 5) + "\ud83d\ude00" + "b".repeat(60_000);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonAccessLog log = JsonAccessLog.to(out, () -> {})) {
            log.record(record(most));
            log.record(record(most + "b"));
            log.record(record(cutWithinPair));
        }
        ObjectMapper json = new ObjectMapper();
        List<String> paths = new java.util.ArrayList<>();
        for (String line : out.toString(StandardCharsets.UTF_8).lines().toList()) {
            paths.add(json.readTree(line).get("path").asText());
        }
        assertEquals(
                List.of(
                        most,
                        most.substring(0, most.length() - 3) + "...",
                        "/" + "a".repeat(AccessLine.LONGEST_TEXT - 5) + "..."),
                paths);
    }

    @Test
    void a_file_is_appended_to(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("access.log");
        Files.writeString(file, "before\n");
        try (JsonAccessLog log = JsonAccessLog.to(file, () -> {})) {
            log.record(record("/c"));
        }
        List<String> lines = Files.readAllLines(file);
        assertEquals("before", lines.get(0));
        assertTrue(lines.get(1).startsWith("{"));
    }

    @Test
    void any_text_is_written_as_json_can_say_it() throws Exception {
        String path = "/\"\\\u0001\t\u007f caf\u00e9 \u20ac \ud83d\ude00";
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonAccessLog log = JsonAccessLog.to(out, () -> {})) {
            log.record(record(path));
            log.record(record("half \ud83d"));
        }
        List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
        assertEquals(path, new ObjectMapper().readTree(lines.get(0)).get("path").asText());
        assertTrue(lines.get(1).contains("\"half \\ud83d\""), lines.get(1));
    }

    @Test
    void nothing_that_a_terminal_obeys_is_written_as_it_is() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonAccessLog log = JsonAccessLog.to(out, () -> {})) {
            log.record(record("\u001b[2J\u007f\u0080\u009b2J\u009f\u00a0"));
        }
        String line = out.toString(StandardCharsets.UTF_8);
        assertTrue(line.contains("\\u001b[2J\\u007f\\u0080\\u009b2J\\u009f\u00a0\""), line);
    }

    @Test
    void a_line_that_was_torn_spoils_no_other() throws Exception {
        CountDownLatch failed = new CountDownLatch(1);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        AtomicInteger dropped = new AtomicInteger();
        OutputStream disk = new OutputStream() {
            @Override
            public void write(int b) {
                out.write(b);
            }

            @Override
            public void write(byte[] bytes, int from, int length) throws IOException {
                boolean full = failed.getCount() > 0;
                out.write(bytes, from, full ? length / 2 : length);
                if (full) {
                    throw new IOException("no space left on device");
                }
            }
        };
        try (JsonAccessLog log = JsonAccessLog.to(disk, () -> {
            dropped.incrementAndGet();
            failed.countDown();
        })) {
            log.record(record("/lost"));
            failed.await();
            log.record(record("/kept"));
        }
        assertEquals(1, dropped.get());
        List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
        assertEquals(2, lines.size());
        assertEquals(
                "/kept", new ObjectMapper().readTree(lines.get(1)).get("path").asText());
    }

    @Test
    void a_reader_that_takes_nothing_keeps_nobody_from_stopping() throws Exception {
        CountDownLatch within = new CountDownLatch(1);
        CountDownLatch stuck = new CountDownLatch(1);
        // as a console does, whose lock is held by who writes
        OutputStream pipe = new OutputStream() {
            @Override
            public void write(int b) {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public synchronized void write(byte[] bytes, int from, int length) {
                within.countDown();
                try {
                    stuck.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }

            @Override
            public synchronized void flush() {}
        };
        AtomicInteger dropped = new AtomicInteger();
        JsonAccessLog log = JsonAccessLog.to(pipe, dropped::incrementAndGet);
        log.record(record("/written"));
        within.await();
        log.record(record("/too late"));
        Thread closing = new Thread(log::close);
        closing.start();
        closing.join(60_000);
        assertFalse(closing.isAlive(), "it waits for the pipe");
        assertEquals(1, dropped.get());
        log.record(record("/after the end"));
        assertEquals(2, dropped.get());
        stuck.countDown();
    }

    @Test
    void a_file_that_comes_back_is_written_again(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("access.log");
        Path aside = folder.resolve("aside");
        CountDownLatch lost = new CountDownLatch(1);
        try (JsonAccessLog log = JsonAccessLog.to(file, lost::countDown)) {
            Files.move(file, aside);
            Files.createDirectory(file); // no file can be opened there
            while (!lost.await(20, TimeUnit.MILLISECONDS)) {
                log.record(record("/"));
            }
            Files.delete(file);
            Files.move(aside, file);
            long before = Files.size(file);
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            CountDownLatch pace = new CountDownLatch(1);
            while (Files.size(file) == before && System.nanoTime() < end) {
                log.record(record("/again"));
                assertFalse(pace.await(20, TimeUnit.MILLISECONDS));
            }
            assertTrue(Files.size(file) > before, "nothing is written");
        }
    }

    @Test
    void every_thread_writes_whole_lines() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        AtomicInteger dropped = new AtomicInteger();
        try (JsonAccessLog log = JsonAccessLog.to(out, dropped::incrementAndGet)) {
            List<Thread> threads = IntStream.range(0, 4)
                    .mapToObj(t -> new Thread(() -> {
                        for (int i = 0; i < 5_000; i++) {
                            log.record(record("/" + t + "/" + i));
                        }
                    }))
                    .toList();
            threads.forEach(Thread::start);
            for (Thread thread : threads) {
                thread.join();
            }
        }
        assertEquals(0, dropped.get());
        Set<String> paths = new HashSet<>();
        for (String line : out.toString(StandardCharsets.UTF_8).split("\n")) {
            paths.add(new ObjectMapper().readTree(line).get("path").asText());
        }
        assertEquals(20_000, paths.size());
    }

    @Test
    void a_writer_that_is_stuck_costs_lines_which_are_counted() throws Exception {
        CountDownLatch stuck = new CountDownLatch(1);
        ByteArrayOutputStream out = new ByteArrayOutputStream() {
            @Override
            public synchronized void write(byte[] bytes, int from, int length) {
                try {
                    stuck.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                super.write(bytes, from, length);
            }
        };
        AtomicInteger dropped = new AtomicInteger();
        int made = 0;
        try (JsonAccessLog log = JsonAccessLog.to(out, dropped::incrementAndGet)) {
            for (; dropped.get() == 0 && made < 1_000_000; made++) {
                log.record(record("/"));
            }
            assertTrue(dropped.get() > 0, "nothing was dropped");
            stuck.countDown();
        }
        assertEquals(
                made - dropped.get(),
                out.toString(StandardCharsets.UTF_8).lines().count());
    }
}
