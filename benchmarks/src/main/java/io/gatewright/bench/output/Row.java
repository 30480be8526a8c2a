package io.gatewright.bench.output;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The figures of one case at one size.
 *
 * @param name of the case
 * @param size of the world or table that it was measured in
 * @param figures by the name of their {@link Column}, in the unit that the name says
 */
public record Row(String name, int size, Map<String, Double> figures) {
    private static final String SEPARATOR = "\t";

    public Row {
        figures = Map.copyOf(figures);
    }

    /** One line, for {@link #parse}. */
    public String line() {
        StringBuilder line = new StringBuilder(name).append(SEPARATOR).append(size);
        figures.forEach(
                (key, value) -> line.append(SEPARATOR).append(key).append('=').append(value));
        return line.toString();
    }

    /** The row of a {@link #line}. */
    public static Row parse(String line) {
        List<String> parts = List.of(line.split(SEPARATOR));
        Map<String, Double> figures = new LinkedHashMap<>();
        for (String part : parts.subList(2, parts.size())) {
            int equals = part.indexOf('=');
            figures.put(part.substring(0, equals), Double.valueOf(part.substring(equals + 1)));
        }
        return new Row(parts.get(0), Integer.parseInt(parts.get(1)), figures);
    }
}
