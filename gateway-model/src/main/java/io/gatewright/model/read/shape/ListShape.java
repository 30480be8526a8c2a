package io.gatewright.model.read.shape;

import io.gatewright.model.read.tree.FieldPath;
import io.gatewright.model.read.tree.ListNode;
import io.gatewright.model.read.tree.MapNode;
import io.gatewright.model.read.tree.Node;
import io.gatewright.model.read.tree.ScalarNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A list.
 *
 * @param keys fields that together name an item and may not repeat; empty when items are not keyed
 * @param set true when equal items may not repeat
 */
record ListShape(Shape item, int min, int max, List<String> keys, boolean set) implements Shape {

    /** The same, limited in number. */
    ListShape items(int fewest, int most) {
        return new ListShape(item, fewest, most, keys, set);
    }

    /** The same, items named by these fields. */
    ListShape keyed(String... names) {
        return new ListShape(item, min, max, List.of(names), set);
    }

    /** The same, every item once. */
    ListShape unique() {
        return new ListShape(item, min, max, keys, true);
    }

    @Override
    public void check(Node node, FieldPath path, Complaints complaints) {
        if (!(node instanceof ListNode list)) {
            complaints.error("type", path, node.description() + " instead of a list", "a list");
            return;
        }
        int size = list.items().size();
        if (size < min || size > max) {
            complaints.error(
                    "items", path, size == 0 ? "the list is empty" : size + " items", amount(min, max, "items"));
        }
        for (int i = 0; i < size; i++) {
            Node each = list.items().get(i);
            if (each.isNull()) {
                complaints.error("type", path.item(i), "an item is null", "no item, or one with content");
            } else {
                item.check(each, path.item(i), complaints);
            }
        }
        if (set || !keys.isEmpty()) {
            repeated(list, path, complaints);
        }
    }

    private void repeated(ListNode list, FieldPath path, Complaints complaints) {
        Map<Object, Integer> first = new HashMap<>();
        for (int i = 0; i < list.items().size(); i++) {
            Object name = name(list.items().get(i));
            Integer earlier = name.equals(List.of()) ? null : first.putIfAbsent(name, i);
            if (earlier == null) {
                continue;
            }
            if (set) {
                complaints.error("unique", path.item(i), "the same as item " + earlier, "each item once");
            } else {
                String words = keys.stream().map(key -> "`" + key + "`").collect(Collectors.joining(", "));
                FieldPath at = keys.size() == 1 ? path.item(i).field(keys.get(0)) : path.item(i);
                complaints.error("unique", at, "the same " + words + " as item " + earlier, "each " + words + " once");
            }
        }
    }

    /** What may not repeat, without places; the empty list when a part of the name is missing. */
    private Object name(Node node) {
        if (keys.isEmpty()) {
            return node instanceof ScalarNode scalar ? List.of(scalar.type(), scalar.text()) : List.of();
        }
        List<Object> name = new ArrayList<>();
        for (String key : keys) {
            if (!(node instanceof MapNode map) || !(map.get(key).orElse(null) instanceof ScalarNode scalar)) {
                return List.of();
            }
            name.add(scalar.text());
        }
        return name;
    }

    /** How many there may be, in words. */
    static String amount(int min, int max, String what) {
        if (max == Integer.MAX_VALUE) {
            return "at least " + min + " " + what;
        }
        if (min == 0) {
            return "at most " + max + " " + what;
        }
        return min == max ? "exactly " + min + " " + what : min + " to " + max + " " + what;
    }
}
