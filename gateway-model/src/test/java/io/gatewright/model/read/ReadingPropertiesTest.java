package io.gatewright.model.read;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** What holds for every text, however broken. */
class ReadingPropertiesTest {
    private static final ModelReader READER = new ModelReader();

    private static final String GOOD = """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: good}
            data: {a: b}
            """;

    private static final String TEXT = """
            # a file
            apiVersion: gateway.networking.k8s.io/v1
            kind: HTTPRoute
            metadata:
              name: shop
              labels: &l {a: "b", 'c': d}
              annotations: *l
            spec:
              hostnames: ["*.example.com", 'a.b']
              rules:
              - matches:
                - path: {type: Exact, value: "/a\\tb"}
                filters:
                - type: RequestHeaderModifier
                  requestHeaderModifier: {set: [{name: x, value: >-
                    folded
                    text}]}
                timeouts: {request: 10s}
                backendRefs: [{name: s, port: 0x50, weight: 1_0}]
            ---
            apiVersion: v1
            kind: Secret
            metadata: {name: s, <<: {namespace: n}}
            stringData: {password: |
              hunter2}
            """;

    private static final String PIECES = "\n\n\n   ---...{}[]&*!|>'\"%@`,?:-#~<<\t\0\u0085\u2028\uFEFF\uD800\\é0123abc";

    private static String damaged(String text, long seed) {
        Random random = new Random(seed);
        StringBuilder damaged = new StringBuilder(text);
        int edits = 1 + random.nextInt(6);
        for (int i = 0; i < edits && damaged.length() > 0; i++) {
            int at = random.nextInt(damaged.length());
            switch (random.nextInt(4)) {
                case 0 -> damaged.deleteCharAt(at);
                case 1 -> damaged.delete(at, Math.min(damaged.length(), at + random.nextInt(40)));
                case 2 ->
                    damaged.insert(at, damaged.substring(at, Math.min(damaged.length(), at + random.nextInt(60))));
                default -> damaged.insert(at, PIECES.charAt(random.nextInt(PIECES.length())));
            }
        }
        return damaged.toString();
    }

    @Property(tries = 3000)
    void a_damaged_text_is_told_and_never_thrown(@ForAll long seed) {
        String text = damaged(TEXT, seed);
        long lines = text.lines().count() + 1;
        for (Problem problem :
                READER.read("x.yaml", text, Strictness.API_SERVER).allProblems()) {
            assertTrue(problem.at().orElseThrow().line() <= lines + 1, problem::toString);
            assertNotNull(problem.toString());
        }
        READER.read("x.json", text, Strictness.ADMITTED);
    }

    @Property(tries = 1000)
    void a_damaged_document_hides_neither_the_one_before_nor_the_one_after(@ForAll long seed) {
        String text = GOOD + "---\n" + damaged(TEXT, seed) + "\n---\n" + GOOD.replace("good", "fine");
        List<String> names = READER.read("x.yaml", text, Strictness.API_SERVER).values().stream()
                .map(value -> value.metadata().name())
                .toList();
        assertTrue(names.contains("good") && names.contains("fine"), () -> names.toString());
    }

    @Provide
    Arbitrary<String> words() {
        return Arbitraries.strings().ascii().ofMaxLength(12);
    }

    @Property(tries = 1000)
    void a_quoted_string_is_read_as_it_is(@ForAll("words") String word) {
        String text = GOOD.replace(
                "a: b", "a: '" + word.replaceAll("[\\x00-\\x1f\\x7f]", "").replace("'", "''") + "'");
        assertEquals(
                1, READER.read("x.yaml", text, Strictness.API_SERVER).values().size());
    }

    @Test
    void windows_line_ends_and_a_byte_order_mark_are_fine() {
        String text = "\uFEFF" + (GOOD + "---\n" + GOOD.replace("{name: good}", "{name: Bad}")).replace("\n", "\r\n");
        Reading reading = READER.read("x.yaml", text, Strictness.API_SERVER);
        assertEquals(1, reading.values().size());
        assertEquals(
                "x.yaml:8:18", reading.allProblems().get(0).at().orElseThrow().toString());
    }
}
