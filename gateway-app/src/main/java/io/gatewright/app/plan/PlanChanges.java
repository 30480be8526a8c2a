package io.gatewright.app.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.gatewright.semantics.plan.Plan;
import io.gatewright.semantics.plan.PlanEntry;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.TreeSet;

/** What changed from one plan to another, in words: entries that came, went or differ, and in which fields. */
public final class PlanChanges {
    private final List<String> lines = new ArrayList<>();

    private PlanChanges() {}

    /**
     * One line per entry ({@code +}, {@code -} or {@code ~} and its key), below it one per field that differs. Empty if the
     * plans are equal. Private keys are never shown; that one changed is.
     */
    public static List<String> between(Plan before, Plan after) {
        PlanChanges changes = new PlanChanges();
        TreeSet<String> keys = new TreeSet<>(before.entries().keySet());
        keys.addAll(after.entries().keySet());
        for (String key : keys) {
            PlanEntry old = before.entries().get(key);
            PlanEntry now = after.entries().get(key);
            if (old == null) {
                changes.lines.add("+ " + key);
            } else if (now == null) {
                changes.lines.add("- " + key);
            } else if (!old.equals(now)) {
                changes.lines.add("~ " + key);
                int at = changes.lines.size();
                changes.fields(
                        "", PlanJson.masked().tree(old), PlanJson.masked().tree(now));
                if (changes.lines.size() == at) {
                    changes.lines.add("    private key: changed");
                }
            }
        }
        return List.copyOf(changes.lines);
    }

    private void fields(String path, JsonNode old, JsonNode now) {
        if (old.equals(now)) {
            return;
        }
        if (old.isObject() && now.isObject()) {
            TreeSet<String> names = new TreeSet<>();
            for (Iterator<String> it = old.fieldNames(); it.hasNext(); ) {
                names.add(it.next());
            }
            for (Iterator<String> it = now.fieldNames(); it.hasNext(); ) {
                names.add(it.next());
            }
            names.forEach(name -> fields(path.isEmpty() ? name : path + "." + name, old.path(name), now.path(name)));
        } else if (old instanceof ArrayNode && now instanceof ArrayNode) {
            for (int i = 0; i < Math.max(old.size(), now.size()); i++) {
                fields(path + "[" + i + "]", old.path(i), now.path(i));
            }
        } else {
            lines.add("    " + path + ": " + text(old) + " -> " + text(now));
        }
    }

    private static String text(JsonNode node) {
        if (node instanceof MissingNode) {
            return "none";
        }
        String text = node.isTextual() ? node.textValue() : node.toString();
        String first = text.lines().findFirst().orElse("");
        return first.length() == text.length() ? text : first + " ...";
    }
}
