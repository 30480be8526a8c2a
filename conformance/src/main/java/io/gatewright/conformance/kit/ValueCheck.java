package io.gatewright.conformance.kit;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * A demand on a header's value.
 *
 * @param kind how {@code expected} is meant
 * @param expected one text, or several for {@link Kind#ANY}
 */
public record ValueCheck(Kind kind, List<String> expected) {
    public ValueCheck {
        expected = List.copyOf(expected);
    }

    /** The ways to compare. */
    public enum Kind {
        /** All values joined by a comma are this text. */
        IS,
        /** One of these. */
        ANY,
        /** The same elements of a comma list, in any order and case. */
        SET,
        /** Contains this. */
        HAS,
        /** Matches this expression in whole. */
        LIKE
    }

    static ValueCheck read(String where, Object value) {
        if (!(value instanceof Map<?, ?>)) {
            return new ValueCheck(Kind.IS, List.of(String.join(",", Tree.texts(where, value))));
        }
        Map<String, Object> map = Tree.map(where, value);
        if (map.size() != 1) {
            throw new CaseFormatException(where + ": expected one of any, set, has, like");
        }
        String key = map.keySet().iterator().next();
        Kind kind = switch (key) {
            case "any" -> Kind.ANY;
            case "set" -> Kind.SET;
            case "has" -> Kind.HAS;
            case "like" -> Kind.LIKE;
            default -> throw new CaseFormatException(where + ": unknown check `" + key + "`");
        };
        return new ValueCheck(kind, Tree.texts(where, map.get(key)));
    }

    /** Judges the values of all header lines of one name. */
    public boolean holds(List<String> values) {
        String joined = String.join(",", values);
        return switch (kind) {
            case IS -> joined.equals(expected.get(0));
            case ANY -> expected.contains(joined);
            case SET -> elements(joined).equals(elements(expected.get(0)));
            case HAS -> joined.toLowerCase(Locale.ROOT).contains(expected.get(0).toLowerCase(Locale.ROOT));
            case LIKE -> Pattern.compile(expected.get(0)).matcher(joined).matches();
        };
    }

    private static TreeSet<String> elements(String list) {
        TreeSet<String> set = new TreeSet<>();
        for (String element : list.split(",", -1)) {
            if (!element.isBlank()) {
                set.add(element.strip().toLowerCase(Locale.ROOT));
            }
        }
        return set;
    }

    @Override
    public String toString() {
        return kind == Kind.IS ? "`" + expected.get(0) + "`" : kind.name().toLowerCase(Locale.ROOT) + expected;
    }
}
