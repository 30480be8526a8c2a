package io.gatewright.model.read.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentsTest {

    private static List<Document> yaml(String text) {
        return Documents.parse("a.yaml", text, Limits.DEFAULT);
    }

    private static MapNode root(String text) {
        return (MapNode) yaml(text).get(0).root().orElseThrow();
    }

    private static String faults(List<Document> documents) {
        return documents.stream()
                .flatMap(document -> document.faults().stream())
                .map(fault -> fault.rule() + " " + fault.at() + " " + fault.path())
                .collect(Collectors.joining("; "));
    }

    @Test
    void every_node_knows_its_place() {
        MapNode root = root("""
                # a comment
                spec:
                  rules:
                  - name: one
                    port:   80
                """);
        assertEquals("a.yaml:2:1", root.entries().get("spec").key().toString());
        ListNode rules = (ListNode) root.map("spec").orElseThrow().get("rules").orElseThrow();
        MapNode rule = (MapNode) rules.items().get(0);
        assertEquals("a.yaml:4:5", rule.at().toString());
        assertEquals("a.yaml:5:13", rule.get("port").orElseThrow().at().toString());
    }

    @Test
    void a_broken_document_hides_neither_the_one_before_nor_the_one_after() {
        List<Document> documents = yaml("""
                a: 1
                ---
                b: [1
                c: }
                ---
                d: 4
                """);
        assertEquals(3, documents.size());
        assertTrue(documents.get(0).root().isPresent());
        assertTrue(documents.get(1).root().isEmpty());
        assertEquals(4, documents.get(1).faults().get(0).at().line());
        assertEquals("a.yaml:6:1", documents.get(2).root().orElseThrow().at().toString());
    }

    @Test
    void directives_end_marks_and_comments_belong_to_documents() {
        List<Document> documents = yaml("""
                %YAML 1.1
                # first
                ---
                a: 1
                ...
                ---
                # nothing
                --- {b: 2}
                """);
        assertEquals("", faults(documents));
        assertEquals(2, documents.size());
        assertEquals("a.yaml:8:5", documents.get(1).root().orElseThrow().at().toString());
    }

    @ParameterizedTest
    @CsvSource({
        "yes,BOOLEAN,true",
        "Off,BOOLEAN,false",
        "y,BOOLEAN,true",
        "~,NULL,''",
        "80,INTEGER,80",
        "0x1F,INTEGER,31",
        "010,INTEGER,8",
        "1_000,INTEGER,1000",
        "80.0,INTEGER,80",
        "1.5,DECIMAL,1.5",
        "12:30,STRING,12:30",
        "2001-01-01,STRING,2001-01-01",
        "10s,STRING,10s",
        "1e3,INTEGER,1000",
        "-7,INTEGER,-7",
        "08,INTEGER,8",
        "'\"yes\"',STRING,yes",
        "!!str 5,STRING,5",
        "!!int \"5\",INTEGER,5",
        ".inf,STRING,.inf"
    })
    void unquoted_words_mean_what_kubectl_takes_them_for(String text, Scalar type, String value) {
        ScalarNode node = (ScalarNode) root("k: " + text).entries().get("k").value();
        assertEquals(type, node.type());
        assertEquals(value, node.text());
    }

    @Test
    void aliases_are_copied_and_merge_keys_applied() {
        MapNode root = root("""
                base: &b {x: 1, y: 2}
                more: &m {y: 3, z: 4}
                all:
                  <<: [*b, *m]
                  x: 9
                same: *b
                """);
        MapNode all = root.map("all").orElseThrow();
        assertEquals("9", ((ScalarNode) all.get("x").orElseThrow()).text());
        assertEquals("2", ((ScalarNode) all.get("y").orElseThrow()).text());
        assertEquals("4", ((ScalarNode) all.get("z").orElseThrow()).text());
        assertEquals(root.get("base"), root.get("same"));
    }

    @Test
    void an_alias_bomb_is_refused() {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 12; i++) {
            String alias = "*a" + (i - 1);
            bomb.append("a" + i + ": &a" + i + " [" + (alias + ", ").repeat(8) + alias + "]\n");
        }
        List<Document> documents = yaml(bomb + "---\ngood: 1\n");
        assertTrue(faults(documents).startsWith("limit a.yaml:"), faults(documents));
        assertTrue(documents.get(0).root().isEmpty());
        assertTrue(documents.get(1).root().isPresent());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a: &x [*x]", "a: &x {<<: *x}", "a: *nothing"})
    void impossible_aliases_are_faults(String text) {
        List<Document> documents = yaml(text);
        assertFalse(documents.get(0).faults().isEmpty());
        assertTrue(documents.get(0).root().isEmpty());
    }

    @Test
    void deep_nesting_is_refused_in_yaml_and_json() {
        assertTrue(yaml("[".repeat(5000) + "]".repeat(5000)).get(0).root().isEmpty());
        assertTrue(Documents.parse("a.json", "[".repeat(5000) + "]".repeat(5000), Limits.DEFAULT)
                .get(0)
                .root()
                .isEmpty());
    }

    @Test
    void a_text_too_large_is_refused() {
        assertEquals("limit a.yaml:1:1 ", faults(Documents.parse("a.yaml", "a: 1234567890", new Limits(5, 9, 9))));
    }

    @Test
    void java_tags_are_refused() {
        assertEquals("tag a.yaml:2:6 spec.x", faults(yaml("spec:\n  x: !!java.net.URL [\"http://x\"]\n")));
    }

    @Test
    void a_duplicate_key_is_a_fault_and_the_first_value_stays() {
        List<Document> documents = yaml("spec:\n  a: 1\n  b: 2\n  a: 3\n");
        assertEquals("duplicate-key a.yaml:4:3 spec.a", faults(documents));
        MapNode spec =
                ((MapNode) documents.get(0).root().orElseThrow()).map("spec").orElseThrow();
        assertEquals("1", ((ScalarNode) spec.get("a").orElseThrow()).text());
    }

    @Test
    void json_keeps_its_places_and_may_be_indented_with_tabs() {
        String text = "{\n\t\"a\": {\n\t\t\"b\": [1, 2.5, true, null, \"x\"],\n\t\t\"b\": 2\n\t}\n}\n{\"c\": 1}";
        List<Document> documents = Documents.parse("stdin", text, Limits.DEFAULT);
        assertEquals(2, documents.size());
        assertEquals("duplicate-key stdin:4:3 a.b", faults(documents));
        ListNode list = (ListNode) ((MapNode) documents.get(0).root().orElseThrow())
                .map("a")
                .orElseThrow()
                .get("b")
                .orElseThrow();
        assertEquals("stdin:3:12", list.items().get(1).at().toString());
        assertEquals("stdin:7:1", documents.get(1).at().toString());
    }

    @Test
    void broken_json_is_told_without_quoting_it() {
        List<Document> documents = Documents.parse("a.json", "{\"password\": hunter2}", Limits.DEFAULT);
        assertEquals("syntax", documents.get(0).faults().get(0).rule());
        assertFalse(documents.toString().contains("hunter2"));
    }

    @Test
    void flow_yaml_that_is_not_json_is_read_as_yaml() {
        assertEquals("", faults(yaml("{a: 1, b: [x]}")));
    }

    @Test
    void broken_yaml_is_told_without_quoting_it() {
        List<Document> documents = yaml("stringData:\n  password: \"hunter2\n  x: 'hunter2\n");
        assertEquals("syntax", documents.get(0).faults().get(0).rule());
        assertFalse(documents.toString().contains("hunter2"));
    }

    @Test
    void characters_that_yaml_does_not_allow_are_located() {
        assertEquals("syntax a.yaml:2:5 ", faults(yaml("a: 1\nb: x\u0007\n")));
    }
}
