package io.gatewright.app.output;

import java.util.ArrayList;
import java.util.List;

/** A table in columns that are as wide as their widest cell; the last column is as wide as it likes. */
public final class Table {
    private final List<List<String>> rows = new ArrayList<>();

    /** Adds a row; all rows have the same number of cells. */
    public Table row(String... cells) {
        rows.add(List.of(cells));
        return this;
    }

    public boolean isEmpty() {
        return rows.isEmpty();
    }

    /** The rows, each ending with a line break. */
    @Override
    public String toString() {
        StringBuilder out = new StringBuilder();
        List<Integer> widths = new ArrayList<>();
        for (List<String> row : rows) {
            for (int i = 0; i < row.size(); i++) {
                int width = Paint.width(row.get(i));
                if (i == widths.size()) {
                    widths.add(width);
                } else {
                    widths.set(i, Math.max(widths.get(i), width));
                }
            }
        }
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < row.size(); i++) {
                String cell = row.get(i);
                line.append(cell);
                if (i < row.size() - 1) {
                    line.append(" ".repeat(widths.get(i) - Paint.width(cell) + 2));
                }
            }
            out.append(line.toString().stripTrailing()).append('\n');
        }
        return out.toString();
    }
}
