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
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
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
}
