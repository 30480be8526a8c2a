package io.gatewright.model.read.tree;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * An object of a document.
 *
 * @param at where it begins: for a block mapping of YAML the first key
 * @param entries the fields in the order of the text
 */
public record MapNode(Location at, Map<String, Entry> entries) implements Node {

    /** A field: where its key stands, and its value. */
    public record Entry(Location key, Node value) {}

    public MapNode {
        entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
    }

    /** The value of a field; a null value counts as absent, as an API server drops it. */
    public Optional<Node> get(String name) {
        Entry entry = entries.get(name);
        return entry == null || entry.value().isNull() ? Optional.empty() : Optional.of(entry.value());
    }

    /** The object under a field, if there is one. */
    public Optional<MapNode> map(String name) {
        return get(name).flatMap(node -> node instanceof MapNode map ? Optional.of(map) : Optional.empty());
    }

    /** The text of a string under a field, if there is one. */
    public Optional<String> text(String name) {
        return get(name)
                .flatMap(node -> node instanceof ScalarNode scalar && scalar.type() == Scalar.STRING
                        ? Optional.of(scalar.text())
                        : Optional.empty());
    }

    /** The same object with one field put (at its old place when it was there, else at the end). */
    public MapNode with(String name, Location key, Node value) {
        Map<String, Entry> changed = new LinkedHashMap<>(entries);
        changed.put(name, new Entry(key, value));
        return new MapNode(at, changed);
    }

    /** The same object without one field. */
    public MapNode without(String name) {
        Map<String, Entry> changed = new LinkedHashMap<>(entries);
        changed.remove(name);
        return new MapNode(at, changed);
    }

    @Override
    public String description() {
        return "an object";
    }

    @Override
    public <R> R fold(Function<MapNode, R> map, Function<ListNode, R> list, Function<ScalarNode, R> scalar) {
        return map.apply(this);
    }
}
