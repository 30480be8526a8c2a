package io.gatewright.model.read.tree;

import java.util.List;
import java.util.Optional;

/** The front door of the trees: text in, documents out, in the order of the text. */
public final class Documents {
    private Documents() {}

    /**
     * Reads YAML or JSON. JSON is what begins with a brace or bracket and is well formed as JSON (or is named
     * {@code .json}); everything else is YAML 1.1 as kubectl reads it. Documents that hold nothing are left out.
     *
     * @param file the name that locations carry
     */
    public static List<Document> parse(String file, String text, Limits limits) {
        if (text.length() > limits.characters()) {
            Location at = new Location(file, 1, 1);
            String message = "the text has " + text.length() + " characters";
            String expected = "at most " + limits.characters();
            return List.of(new Document(at, Optional.empty(), List.of(new Fault("limit", at, "", message, expected))));
        }
        String body = text.startsWith("\uFEFF") ? text.substring(1) : text;
        return documents(file, body, limits).stream()
                .filter(document ->
                        document.root().isPresent() || !document.faults().isEmpty())
                .toList();
    }

    private static List<Document> documents(String file, String text, Limits limits) {
        boolean named = file.endsWith(".json");
        if (named || looksLikeJson(text)) {
            List<Document> json = JsonDocuments.parse(file, text, limits);
            if (named || json.stream().noneMatch(document -> document.root().isEmpty())) {
                return json;
            }
        }
        return YamlDocuments.parse(file, text, limits);
    }

    private static boolean looksLikeJson(String text) {
        String body = text.stripLeading();
        return body.startsWith("{") || body.startsWith("[");
    }
}
