package io.gatewright.conformance.kit;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A YAML mapping being read: typed access, and at the end a complaint about keys that nobody asked for, so that a slip of the
 * pen in a case cannot weaken it silently.
 */
final class Tree {
    private final String where;
    private final Map<String, Object> map;
    private final Set<String> seen = new LinkedHashSet<>();

    private Tree(String where, Map<String, Object> map) {
        this.where = where;
        this.map = map;
    }

    static Tree of(String where, @Nullable Object value) {
        return new Tree(where, map(where, value));
    }

    /** A mapping with text keys (YAML reads {@code 500:} as a number); absent is empty. */
    static Map<String, Object> map(String where, @Nullable Object value) {
        if (value == null) {
            return Map.of();
        }
        if (!(value instanceof Map<?, ?> raw)) {
            throw new CaseFormatException(where + ": expected a mapping, got `" + value + "`");
        }
        Map<String, Object> text = new LinkedHashMap<>();
        raw.forEach((key, entry) -> text.put(text(key), entry));
        return Collections.unmodifiableMap(text);
    }

    static List<Object> list(String where, @Nullable Object value) {
        if (value == null) {
            return List.of();
        }
        if (!(value instanceof List<?> raw)) {
            throw new CaseFormatException(where + ": expected a list, got `" + value + "`");
        }
        return Collections.unmodifiableList(new ArrayList<>(raw));
    }

    /** A scalar as its author wrote it, but {@code True} and {@code true} alike become {@code true}. */
    static String text(@Nullable Object value) {
        return String.valueOf(value);
    }

    /** A scalar or a list of scalars. */
    static List<String> texts(String where, @Nullable Object value) {
        if (value == null) {
            return List.of();
        }
        if (value instanceof List<?> many) {
            return many.stream().map(Tree::text).toList();
        }
        if (value instanceof Map<?, ?>) {
            throw new CaseFormatException(where + ": expected text or a list of texts");
        }
        return List.of(text(value));
    }

    boolean has(String key) {
        return map.containsKey(key);
    }

    @Nullable
    Object get(String key) {
        seen.add(key);
        return map.get(key);
    }

    String text(String key, String otherwise) {
        Object value = get(key);
        return value == null ? otherwise : text(value);
    }

    int number(String key, int otherwise) {
        Object value = get(key);
        if (value == null) {
            return otherwise;
        }
        if (value instanceof Integer number) {
            return number;
        }
        throw new CaseFormatException(where + "." + key + ": expected a whole number, got `" + value + "`");
    }

    boolean flag(String key) {
        Object value = get(key);
        if (value == null) {
            return false;
        }
        if (value instanceof Boolean flag) {
            return flag;
        }
        throw new CaseFormatException(where + "." + key + ": expected true or false, got `" + value + "`");
    }

    List<String> texts(String key) {
        return texts(where + "." + key, get(key));
    }

    Map<String, Object> map(String key) {
        return map(where + "." + key, get(key));
    }

    List<Object> list(String key) {
        return list(where + "." + key, get(key));
    }

    /** Complains about keys that were not asked for. */
    void done() {
        for (String key : map.keySet()) {
            if (!seen.contains(key)) {
                throw new CaseFormatException(where + ": unknown key `" + key + "`, expected one of " + seen);
            }
        }
    }
}
