package io.gatewright.model.read.shape;

import io.gatewright.model.read.tree.FieldPath;
import io.gatewright.model.read.tree.MapNode;
import io.gatewright.model.read.tree.Node;
import org.jspecify.annotations.Nullable;

/** Values under keys that the author chooses. */
record MapShape(Shape value, @Nullable Form keys, int min, int max) implements Shape {

    /** The same, limited in number. */
    MapShape size(int fewest, int most) {
        return new MapShape(value, keys, fewest, most);
    }

    /** The same, keys limited in form. */
    MapShape keyed(Form form) {
        return new MapShape(value, form, min, max);
    }

    @Override
    public void check(Node node, FieldPath path, Complaints complaints) {
        if (!(node instanceof MapNode map)) {
            complaints.error("type", path, node.description() + " instead of an object", "an object");
            return;
        }
        int size = map.entries().size();
        if (size < min || size > max) {
            complaints.error("items", path, size + " entries", ListShape.amount(min, max, "entries"));
        }
        map.entries().forEach((key, entry) -> {
            if (keys != null && !keys.accepts().test(key)) {
                complaints.error("pattern", path.field(key), "the key has the wrong form", keys.expected());
            }
            if (!entry.value().isNull()) {
                value.check(entry.value(), path.field(key), complaints);
            }
        });
    }
}
