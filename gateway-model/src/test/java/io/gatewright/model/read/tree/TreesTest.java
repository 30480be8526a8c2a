package io.gatewright.model.read.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gatewright.model.read.ModelReader;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** What a client library has parsed is the same tree as the text would have been. */
class TreesTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** A tree without its places. */
    private static String plain(Node node) {
        return node.fold(
                map -> map.entries().entrySet().stream()
                        .map(entry ->
                                entry.getKey() + "=" + plain(entry.getValue().value()))
                        .collect(Collectors.joining(",", "{", "}")),
                list -> list.items().stream().map(TreesTest::plain).collect(Collectors.joining(",", "[", "]")),
                scalar -> scalar.type() + ":" + scalar.text());
    }

    @Provide
    Arbitrary<Map<String, Object>> objects() {
        return Arbitraries.maps(keys(), values()).ofMaxSize(4);
    }

    private static Arbitrary<String> keys() {
        return Arbitraries.strings().alpha().ofMaxLength(3);
    }

    private static Arbitrary<Object> values() {
        return Arbitraries.lazyOf(
                () -> Arbitraries.strings().ofMaxLength(8).map(text -> (Object) text),
                () -> Arbitraries.integers().map(number -> (Object) number),
                () -> Arbitraries.longs().map(number -> (Object) number),
                () -> Arbitraries.of(true, false).map(flag -> (Object) flag),
                () -> Arbitraries.just(1).map(ignored -> (Object) nothing()),
                () -> values().list().ofMaxSize(3).map(list -> (Object) list),
                () -> Arbitraries.maps(keys(), values()).ofMaxSize(3).map(map -> (Object) map));
    }

    /** jqwik's lists may hold no null, so an object with a null field stands for it. */
    private static Map<String, Object> nothing() {
        Map<String, Object> map = new HashMap<>();
        map.put("nothing", null);
        return map;
    }

    @Property(tries = 500)
    void a_parsed_object_is_the_tree_of_its_text(@ForAll("objects") Map<String, Object> object)
            throws JsonProcessingException {
        String text = JSON.writeValueAsString(object);
        Node read =
                Documents.parse("a.json", text, Limits.DEFAULT).get(0).root().orElseThrow();
        Map<String, Object> parsed = JSON.readValue(text, new TypeReference<>() {});
        assertEquals(plain(read), plain(Trees.of(parsed)));
        assertEquals(plain(read), plain(Trees.of(object)));
    }

    @Test
    void an_object_reads_alike_parsed_and_as_text() throws JsonProcessingException {
        String text = """
                {"apiVersion": "gateway.networking.k8s.io/v1", "kind": "HTTPRoute",
                 "metadata": {"name": "r", "namespace": "a", "generation": 3, "labels": {"a": "1"}},
                 "spec": {"parentRefs": [{"name": "gw", "port": 80}], "hostnames": ["a.example.com"],
                          "rules": [{"backendRefs": [{"name": "s", "port": 80, "weight": 0}]}]},
                 "status": {"parents": []}}""";
        ModelReader reader = new ModelReader();
        Map<String, Object> parsed = JSON.readValue(text, new TypeReference<>() {});
        assertEquals(
                reader.readWatched(text).values(), reader.readWatched(parsed).values());
    }

    @Test
    void decimals_stay_decimals_and_are_refused_where_a_whole_number_belongs() {
        assertEquals("{a=DECIMAL:1.5}", plain(Trees.of(Map.of("a", 1.5))));
    }

    @Test
    void what_no_json_parser_makes_is_a_bug_of_the_caller() {
        assertThrows(IllegalArgumentException.class, () -> Trees.of(Map.of("a", List.of(new Object()))));
    }
}
