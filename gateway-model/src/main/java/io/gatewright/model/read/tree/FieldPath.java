package io.gatewright.model.read.tree;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The way from an object to one of its fields, written like {@code spec.rules[0].matches[1].path.value}; a key that is
 * not a plain word stands in brackets: {@code metadata.labels[example.com/team]}. Cheap to extend, rendered when asked.
 */
public final class FieldPath {
    /** The object itself; renders as the empty text. */
    public static final FieldPath ROOT = new FieldPath(null, "", -1);

    private final @Nullable FieldPath parent;
    private final String key;
    private final int index;

    private FieldPath(@Nullable FieldPath parent, String key, int index) {
        this.parent = parent;
        this.key = key;
        this.index = index;
    }

    /** The path of a field below this one. */
    public FieldPath field(String name) {
        return new FieldPath(this, name, -1);
    }

    /** The path of an item of the list at this path, counted from 0. */
    public FieldPath item(int position) {
        return new FieldPath(this, "", position);
    }

    @Override
    public String toString() {
        List<FieldPath> steps = new ArrayList<>();
        for (FieldPath step = this; step.parent != null; step = step.parent) {
            steps.add(0, step);
        }
        StringBuilder text = new StringBuilder();
        for (FieldPath step : steps) {
            if (step.index >= 0) {
                text.append('[').append(step.index).append(']');
            } else if (plain(step.key)) {
                text.append(text.length() == 0 ? "" : ".").append(step.key);
            } else {
                text.append('[').append(step.key).append(']');
            }
        }
        return text.toString();
    }

    private static boolean plain(String key) {
        if (key.isEmpty() || Character.isDigit(key.charAt(0))) {
            return false;
        }
        return key.chars().allMatch(c -> Character.isLetterOrDigit(c) || c == '_' || c == '-' || c == '$');
    }
}
