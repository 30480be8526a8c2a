package io.gatewright.conformance.echo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a client wants an echo server to do, as JSON in the header {@link #HEADER}.
 *
 * @param status of the response
 * @param delayMillis before the response
 * @param headers more response headers
 * @param body length of the response body; -1 for the usual one
 * @param close empty, {@code before} the response, or {@code after} half of it
 * @param trailers after the body, in chunked or HTTP/2 responses
 */
record EchoOrders(
        int status,
        long delayMillis,
        Map<String, String> headers,
        int body,
        String close,
        Map<String, String> trailers) {
    static final String HEADER = "x-echo";
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Orders of a request that came {@code before} times already; {@code fail: n} holds for the first n only. */
    static EchoOrders read(String text, int before) {
        JsonNode node;
        try {
            node = text.isEmpty() ? JSON.createObjectNode() : JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("orders `" + text + "` are no JSON", e);
        }
        boolean heeded = !node.has("fail") || before < node.get("fail").asInt();
        return new EchoOrders(
                heeded ? node.path("status").asInt(200) : 200,
                heeded ? millis(node.path("delay").asText("")) : 0,
                map(node.path("headers")),
                node.path("body").asInt(-1),
                heeded ? node.path("close").asText("") : "",
                map(node.path("trailers")));
    }

    private static long millis(String text) {
        if (text.isEmpty()) {
            return 0;
        }
        return text.endsWith("ms")
                ? Long.parseLong(text.substring(0, text.length() - 2))
                : 1000 * Long.parseLong(text.substring(0, text.length() - 1));
    }

    private static Map<String, String> map(JsonNode node) {
        Map<String, String> map = new LinkedHashMap<>();
        node.properties()
                .forEach(entry -> map.put(entry.getKey(), entry.getValue().asText()));
        return map;
    }
}
