package io.gatewright.conformance.client;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A response as it came.
 *
 * @param status 0 if there is none
 * @param headers names in lower case; trailers are among them
 * @param body text of the body
 */
record Reply(int status, Map<String, List<String>> headers, String body) {
    static Map<String, List<String>> headers(List<Map.Entry<String, String>> lines) {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        for (Map.Entry<String, String> line : lines) {
            headers.computeIfAbsent(line.getKey().toLowerCase(Locale.ROOT), key -> new ArrayList<>())
                    .add(line.getValue());
        }
        return headers;
    }

    String first(String name) {
        List<String> values = headers.get(name);
        return values == null ? "" : values.get(0);
    }
}
