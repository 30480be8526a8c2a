package io.gatewright.model.read.tree;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Trees of objects that a client library has parsed already: nodes without a place, since nobody wrote that text. */
public final class Trees {
    private static final Location NOWHERE = new Location("watch", 1, 1);

    private Trees() {}

    /**
     * The tree of a parsed document.
     *
     * @param value maps with text keys, lists, strings, numbers, booleans and null, as JSON parsers make them
     * @throws IllegalArgumentException for any other type: a bug of the caller
     */
    public static MapNode of(Map<String, ?> value) {
        Map<String, MapNode.Entry> entries = new LinkedHashMap<>();
        value.forEach((key, child) -> entries.put(key, new MapNode.Entry(NOWHERE, node(child))));
        return new MapNode(NOWHERE, entries);
    }

    private static Node node(@Nullable Object value) {
        if (value == null) {
            return new ScalarNode(NOWHERE, Scalar.NULL, "");
        } else if (value instanceof String text) {
            return ScalarNode.string(NOWHERE, text);
        } else if (value instanceof Boolean flag) {
            return new ScalarNode(NOWHERE, Scalar.BOOLEAN, flag.toString());
        } else if (value instanceof Map<?, ?> map) {
            Map<String, Object> fields = new LinkedHashMap<>();
            map.forEach((key, child) -> fields.put(String.valueOf(key), child));
            return of(fields);
        } else if (value instanceof List<?> list) {
            List<Node> items = new ArrayList<>(list.size());
            list.forEach(item -> items.add(node(item)));
            return new ListNode(NOWHERE, items);
        } else if (value instanceof Double || value instanceof Float || value instanceof BigDecimal) {
            return new ScalarNode(NOWHERE, Scalar.DECIMAL, value.toString());
        } else if (value instanceof Number number) {
            return new ScalarNode(NOWHERE, Scalar.INTEGER, number.toString());
        }
        throw new IllegalArgumentException("not a JSON value: " + value.getClass());
    }
}
