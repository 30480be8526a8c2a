package io.gatewright.model.read.tree;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** JSON text (one value after another) -> documents. What follows a syntax error is lost: JSON has no separators. */
final class JsonDocuments {
    private final String file;
    private final JsonParser parser;
    private final List<Fault> faults = new ArrayList<>();

    private JsonDocuments(String file, JsonParser parser) {
        this.file = file;
        this.parser = parser;
    }

    static List<Document> parse(String file, String text, Limits limits) {
        JsonFactory factory = JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(limits.depth())
                        .maxStringLength(limits.characters())
                        .build())
                .build();
        List<Document> documents = new ArrayList<>();
        try (JsonParser parser = factory.createParser(text)) {
            try {
                while (parser.nextToken() != null) {
                    documents.add(new JsonDocuments(file, parser).document());
                }
            } catch (JsonProcessingException e) {
                documents.add(broken(file, e));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory", e);
        }
        return documents;
    }

    private Document document() throws IOException {
        Location start = here();
        Node root = value(FieldPath.ROOT);
        return new Document(start, root.isNull() ? Optional.empty() : Optional.of(root), faults);
    }

    private Node value(FieldPath path) throws IOException {
        Location at = here();
        return switch (parser.currentToken()) {
            case START_OBJECT -> map(at, path);
            case START_ARRAY -> list(at, path);
            case VALUE_STRING -> ScalarNode.string(at, parser.getText());
            case VALUE_NUMBER_INT -> PlainScalar.resolve(at, parser.getText());
            case VALUE_NUMBER_FLOAT -> PlainScalar.decimal(at, parser.getText());
            case VALUE_TRUE, VALUE_FALSE -> new ScalarNode(at, Scalar.BOOLEAN, parser.getText());
            default -> new ScalarNode(at, Scalar.NULL, "");
        };
    }

    private Node map(Location at, FieldPath path) throws IOException {
        Map<String, MapNode.Entry> entries = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            Location key = here();
            String name = parser.currentName();
            FieldPath below = path.field(name);
            parser.nextToken();
            Node value = value(below);
            MapNode.Entry first = entries.putIfAbsent(name, new MapNode.Entry(key, value));
            if (first != null) {
                String message = "key `" + name + "` is already set in line "
                        + first.key().line();
                faults.add(new Fault("duplicate-key", key, below.toString(), message, "each key once"));
            }
        }
        return new MapNode(at, entries);
    }

    private Node list(Location at, FieldPath path) throws IOException {
        List<Node> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            items.add(value(path.item(items.size())));
        }
        return new ListNode(at, items);
    }

    private Location here() {
        return location(file, parser.currentTokenLocation());
    }

    /** Says where, not what: Jackson's own message can quote the text, and the text may be a Secret. */
    private static Document broken(String file, JsonProcessingException e) {
        Location at = e.getLocation() == null ? new Location(file, 1, 1) : location(file, e.getLocation());
        String message = "not readable as JSON: unexpected text or end of text";
        return new Document(
                at, Optional.empty(), List.of(new Fault("syntax", at, "", message, "a well-formed JSON document")));
    }

    private static Location location(String file, JsonLocation location) {
        return new Location(file, Math.max(location.getLineNr(), 1), Math.max(location.getColumnNr(), 1));
    }
}
