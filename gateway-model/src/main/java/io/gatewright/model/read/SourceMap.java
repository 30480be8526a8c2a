package io.gatewright.model.read;

import io.gatewright.model.read.tree.ListNode;
import io.gatewright.model.read.tree.Location;
import io.gatewright.model.read.tree.MapNode;
import io.gatewright.model.read.tree.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Where the fields of one object stand in its text, so that whatever is found later about a field can be located. */
public final class SourceMap {
    private final MapNode root;

    SourceMap(MapNode root) {
        this.root = root;
    }

    /** Where the object begins. */
    public Location at() {
        return root.at();
    }

    /**
     * Where a field stands: a single value at the value, an object or list at its key.
     *
     * @param field as {@code spec.rules[0].matches[1].path.value} or {@code metadata.labels[example.com/team]}
     * @return empty when the text has no such field, because it is absent or a default
     */
    public Optional<Location> find(String field) {
        Walk walk = new Walk(field);
        return walk.complete ? Optional.of(walk.value) : Optional.empty();
    }

    /** Where a field stands, or the innermost part of its path that the text has. */
    public Location nearest(String field) {
        return new Walk(field).value;
    }

    /** Where the key of a field stands, or of the innermost part of its path that the text has. */
    public Location key(String field) {
        return new Walk(field).key;
    }

    /** One way down from the root. */
    private final class Walk {
        private Location key = root.at();
        private Location value = root.at();
        private boolean complete = true;

        Walk(String field) {
            Node at = root;
            for (String step : steps(field)) {
                Node next = null;
                if (at instanceof MapNode map && map.entries().get(step) != null) {
                    MapNode.Entry entry = map.entries().get(step);
                    next = entry.value();
                    key = entry.key();
                    value = next instanceof MapNode || next instanceof ListNode ? key : next.at();
                } else if (at instanceof ListNode list
                        && index(step) < list.items().size()) {
                    next = list.items().get(index(step));
                    key = next.at();
                    value = next.at();
                }
                if (next == null) {
                    complete = false;
                    return;
                }
                at = next;
            }
        }
    }

    private static int index(String step) {
        boolean number = !step.isEmpty() && step.length() < 9 && step.chars().allMatch(c -> c >= '0' && c <= '9');
        return number ? Integer.parseInt(step) : Integer.MAX_VALUE;
    }

    private static List<String> steps(String field) {
        List<String> steps = new ArrayList<>();
        int at = 0;
        while (at < field.length()) {
            if (field.charAt(at) == '[') {
                int end = field.indexOf(']', at);
                end = end < 0 ? field.length() : end;
                steps.add(field.substring(at + 1, end));
                at = end + 1;
            } else {
                int end = at;
                while (end < field.length() && field.charAt(end) != '.' && field.charAt(end) != '[') {
                    end++;
                }
                if (end > at) {
                    steps.add(field.substring(at, end));
                }
                at = end < field.length() && field.charAt(end) == '.' ? end + 1 : end;
            }
        }
        return steps;
    }
}
