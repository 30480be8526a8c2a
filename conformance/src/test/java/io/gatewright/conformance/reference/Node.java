package io.gatewright.conformance.reference;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A place in a document, perhaps an empty one. */
record Node(@Nullable Object value) {
    static final Node NONE = new Node(null);

    /** Follows field names separated by dots. */
    Node at(String path) {
        Object here = value;
        for (String step : path.split("\\.")) {
            here = here instanceof Map<?, ?> map ? map.get(step) : null;
        }
        return here == null ? NONE : new Node(here);
    }

    boolean present() {
        return value != null;
    }

    String text(String path, String otherwise) {
        Node found = at(path);
        return found.present() ? String.valueOf(found.value) : otherwise;
    }

    int number(String path, int otherwise) {
        return at(path).value instanceof Integer number ? number : otherwise;
    }

    boolean flag(String path) {
        return Boolean.TRUE.equals(at(path).value);
    }

    List<Node> list(String path) {
        return at(path).value instanceof List<?> list
                ? list.stream().map(entry -> new Node(entry)).toList()
                : List.of();
    }

    List<String> texts(String path) {
        return list(path).stream().map(node -> String.valueOf(node.value)).toList();
    }

    /** The names of the fields below {@code path}, sorted. */
    Set<String> fields(String path) {
        Set<String> names = new TreeSet<>();
        if (at(path).value instanceof Map<?, ?> map) {
            map.keySet().forEach(key -> names.add(String.valueOf(key)));
        }
        return names;
    }

    String kind() {
        return text("kind", "");
    }

    String name() {
        return text("metadata.name", "");
    }

    String namespace() {
        return text("metadata.namespace", "default");
    }

    /** Text that sorts by time; an object without a timestamp counts as the oldest. */
    String created() {
        return text("metadata.creationTimestamp", "1970-01-01T00:00:00Z");
    }

    /** {@code Kind/namespace/name}. */
    String id() {
        return kind() + "/" + namespace() + "/" + name();
    }
}
