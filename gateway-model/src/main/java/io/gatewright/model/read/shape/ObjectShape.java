package io.gatewright.model.read.shape;

import io.gatewright.model.read.tree.FieldPath;
import io.gatewright.model.read.tree.MapNode;
import io.gatewright.model.read.tree.Node;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An object with known fields.
 *
 * @param partial true when it has fields that we do not keep, so that unknown ones are nobody's mistake
 */
record ObjectShape(Map<String, Field> fields, boolean partial) implements Shape {

    static ObjectShape of(boolean partial, List<Field> fields) {
        Map<String, Field> byName = new LinkedHashMap<>();
        fields.forEach(field -> byName.put(field.name(), field));
        return new ObjectShape(byName, partial);
    }

    /** The same with further fields; a field of the same name is replaced. */
    ObjectShape with(Field... more) {
        List<Field> all = new ArrayList<>(fields.values());
        all.addAll(List.of(more));
        return of(partial, all);
    }

    @Override
    public void check(Node node, FieldPath path, Complaints complaints) {
        if (!(node instanceof MapNode map)) {
            complaints.error("type", path, node.description() + " instead of an object", "an object");
            return;
        }
        for (Field field : fields.values()) {
            if (field.required() && map.get(field.name()).isEmpty()) {
                complaints.error("required", path.field(field.name()), "the field is missing", wanted(field.shape()));
            }
        }
        map.entries().forEach((name, entry) -> {
            Field field = fields.get(name);
            if (field == null) {
                unknown(name, path, complaints);
            } else if (!entry.value().isNull()) {
                field.shape().check(entry.value(), path.field(name), complaints);
            }
        });
    }

    private static String wanted(Shape shape) {
        if (shape instanceof TextShape) {
            return "a string";
        }
        if (shape instanceof IntegerShape) {
            return "an integer";
        }
        return shape instanceof ListShape ? "a list" : shape instanceof FlagShape ? "a boolean" : "an object";
    }

    private void unknown(String name, FieldPath path, Complaints complaints) {
        if (partial) {
            return;
        }
        String guess = Nearest.to(name, fields.keySet())
                .map(near -> ": did you mean `" + near + "`?")
                .orElse("");
        String message = "unknown field `" + name + "` is ignored" + guess;
        complaints.warning("unknown-field", path.field(name), message, "");
    }
}
