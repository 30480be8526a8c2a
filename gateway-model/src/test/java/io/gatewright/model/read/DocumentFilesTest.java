package io.gatewright.model.read;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.gatewright.model.core.ApiObject;
import io.gatewright.model.core.Kind;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Documents as people write them, in {@code src/test/resources/objects}. */
class DocumentFilesTest {
    private static final Path FOLDER = Path.of("src/test/resources/objects");
    private static final ModelJson JSON = new ModelJson();
    private static final YAMLMapper YAML = new YAMLMapper();

    record Document(String where, JsonNode tree) {
        Kind<?> kind() {
            String apiVersion = tree.path("apiVersion").asText();
            String group = apiVersion.contains("/") ? apiVersion.substring(0, apiVersion.indexOf('/')) : "";
            Kind<?> kind = Kinds.find(group, tree.path("kind").asText()).orElseThrow();
            assertTrue(kind.reads(apiVersion), apiVersion);
            return kind;
        }

        @Override
        public String toString() {
            return where;
        }
    }

    static List<Document> documents() throws IOException {
        List<Document> documents = new ArrayList<>();
        try (Stream<Path> files = Files.list(FOLDER)) {
            for (Path file : files.sorted().toList()) {
                try (var trees = YAML.readerFor(JsonNode.class).<JsonNode>readValues(file.toFile())) {
                    trees.forEachRemaining(tree -> documents.add(new Document(
                            file.getFileName() + " " + tree.path("kind").asText() + " "
                                    + tree.at("/metadata/name").asText(),
                            tree)));
                }
            }
        }
        return documents;
    }

    @ParameterizedTest
    @MethodSource("documents")
    void a_document_is_written_as_it_was_read_plus_defaults(Document document) {
        ApiObject value = JSON.toValue(document.tree(), document.kind());
        JsonNode written = JSON.toTree(value);
        JsonNode expected = ((ObjectNode) document.tree().deepCopy())
                .put("apiVersion", document.kind().apiVersion());
        RoundTripTest.assertContained(expected, written, document.where());
        assertEquals(value, JSON.toValue(written, document.kind()));
        assertEquals(document.tree().at("/metadata/name").asText(), value.ref().name());
        assertEquals(
                document.kind().namespaced() ? value.metadata().namespace().orElse("") : "",
                value.ref().namespace());
    }

    @Test
    void nobody_has_an_objection_to_these_documents() throws IOException {
        ModelReader reader = new ModelReader();
        List<String> objections = new ArrayList<>();
        List<ApiObject> values = new ArrayList<>();
        try (Stream<Path> files = Files.list(FOLDER)) {
            for (Path file : files.sorted().toList()) {
                Reading reading =
                        reader.read(file.getFileName().toString(), Files.readString(file), Strictness.API_SERVER);
                reading.allProblems().forEach(problem -> objections.add(problem.toString()));
                values.addAll(reading.values());
            }
        }
        assertEquals(List.of(), objections);
        assertEquals(documents().size(), values.size());
    }

    @Test
    void every_field_of_every_type_occurs_in_a_document() throws IOException {
        TreeSet<String> fields = new TreeSet<>();
        TreeSet<String> seen = new TreeSet<>();
        for (Document document : documents()) {
            collect(document.kind().type(), Stream.of(document.tree()), fields, seen);
        }
        for (Kind<?> kind : Kinds.all()) {
            collect(kind.type(), Stream.empty(), fields, seen);
        }
        fields.removeAll(seen);
        assertEquals(new TreeSet<String>(), fields);
    }

    /** Adds the fields reachable from a type to {@code fields}, and those of them that the trees set to {@code seen}. */
    private static void collect(Class<?> type, Stream<JsonNode> trees, Set<String> fields, Set<String> seen) {
        List<JsonNode> all = trees.toList();
        for (Method accessor : AnyTree.fields(type)) {
            String name = AnyTree.jsonName(accessor);
            String field = type.getSimpleName() + "." + name;
            fields.add(field);
            List<JsonNode> parts = all.stream()
                    .filter(tree -> tree.has(name))
                    .map(tree -> tree.get(name))
                    .toList();
            if (!parts.isEmpty()) {
                seen.add(field);
            }
            Class<?> element = AnyTree.element(accessor.getGenericReturnType());
            if (AnyTree.generated(element).isPresent()) {
                collect(
                        element,
                        parts.stream().flatMap(part -> part.isArray() ? elements(part) : Stream.of(part)),
                        fields,
                        seen);
            }
        }
    }

    private static Stream<JsonNode> elements(JsonNode array) {
        return IntStream.range(0, array.size()).mapToObj(array::get);
    }
}
