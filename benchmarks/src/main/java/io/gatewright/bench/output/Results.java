package io.gatewright.bench.output;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Prints the rows of a benchmark as a table and keeps them as JSON. */
public final class Results {
    private Results() {}

    /** Prints a table: one line a row, in their order. Rows that have none of the columns are left out. */
    public static void print(PrintStream out, List<Column> columns, List<Row> rows) {
        List<List<String>> lines = new ArrayList<>();
        lines.add(Stream.concat(Stream.of("case", "size"), columns.stream().map(Column::title))
                .toList());
        for (Row row : rows) {
            if (columns.stream().anyMatch(column -> row.figures().containsKey(column.figure()))) {
                List<String> line = new ArrayList<>(List.of(row.name(), String.format(Locale.ROOT, "%,d", row.size())));
                columns.forEach(column -> line.add(cell(row, column)));
                lines.add(line);
            }
        }
        for (List<String> line : lines) {
            StringBuilder text = new StringBuilder();
            for (int at = 0; at < line.size(); at++) {
                int place = at;
                int width = lines.stream()
                        .mapToInt(other -> other.get(place).length())
                        .max()
                        .orElse(1);
                text.append(
                        String.format(Locale.ROOT, at == 0 ? "%-" + width + "s" : "  %" + width + "s", line.get(at)));
            }
            out.println(text);
        }
        out.println();
    }

    private static String cell(Row row, Column column) {
        Double figure = row.figures().get(column.figure());
        return figure == null ? "-" : String.format(Locale.ROOT, "%,." + column.decimals() + "f", figure);
    }

    /**
     * Writes all figures.
     *
     * @param name of the benchmark: the file is {@code NAME.json}
     * @throws IOException if the folder or the file cannot be written
     */
    public static Path write(Path folder, String name, Map<String, ?> settings, List<Row> rows) throws IOException {
        Map<String, Object> machine = new LinkedHashMap<>();
        machine.put("jdk", System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"));
        machine.put("kernel", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        machine.put("cpu", cpu());
        machine.put("cores", Runtime.getRuntime().availableProcessors());
        Map<String, Object> root = new LinkedHashMap<>();
        root.put("benchmark", name);
        root.put("date", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        root.put("machine", machine);
        root.put("settings", settings);
        root.put(
                "rows",
                rows.stream()
                        .map(row -> {
                            Map<String, Object> tree = new LinkedHashMap<>();
                            tree.put("case", row.name());
                            tree.put("size", row.size());
                            tree.putAll(new TreeMap<>(row.figures()));
                            return tree;
                        })
                        .toList());
        Files.createDirectories(folder);
        Path file = folder.resolve(name + ".json");
        new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValue(file.toFile(), root);
        return file;
    }

    private static String cpu() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("unknown");
        } catch (IOException notLinux) {
            return "unknown";
        }
    }
}
