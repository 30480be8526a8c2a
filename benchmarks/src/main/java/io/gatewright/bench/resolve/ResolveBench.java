package io.gatewright.bench.resolve;

import io.gatewright.bench.output.Column;
import io.gatewright.bench.output.Results;
import io.gatewright.bench.output.Row;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.regex.Pattern;

/** {@code benchmarks/run resolve}: a process for each world, then the tables and the file. */
public final class ResolveBench {
    private static final String MARK = "row\t";
    private static final List<String> WORLDS = List.of("routes:1000", "routes:5000", "routes:40000", "sets:2500");
    private static final List<String> JVM = List.of("-XX:+UseSerialGC", "-Xms2g", "-Xmx2g");

    private static final List<Column> FULL = List.of(
            new Column("wall_ms", "wall ms", 0),
            new Column("plan_cpu_ms", "to plan, CPU ms", 0),
            new Column("report_cpu_ms", "report, CPU ms", 0),
            new Column("plan_kb", "to plan, kB allocated", 0),
            new Column("report_kb", "report, kB", 0),
            new Column("world_retained_mb", "world alone, MB retained", 1),
            new Column("retained_mb", "all, MB retained", 1));
    private static final List<Column> EDITS = List.of(
            new Column("plan_cpu_ms", "to plan diff, CPU ms", 3),
            new Column("plan_cpu_ms_p95", "p95", 3),
            new Column("report_cpu_ms", "to report diff, CPU ms", 3),
            new Column("ack_cpu_ms", "ack, CPU ms", 3),
            new Column("proxy_cpu_ms", "proxy, CPU ms", 3),
            new Column("proxy_cpu_ms_p95", "p95", 3),
            new Column("plan_kb", "to plan diff, kB", 1),
            new Column("report_kb", "report, kB", 1),
            new Column("ack_kb", "ack, kB", 1),
            new Column("proxy_kb", "proxy, kB", 1),
            new Column("puts", "puts", 0),
            new Column("gone", "gone", 0),
            new Column("reports", "reports", 0),
            new Column("turns", "turns", 0));

    private ResolveBench() {}

    /** {@code [--quick] [--world KIND:SIZE]... [--only REGEX] [--java OPTION]... --results FOLDER}. */
    public static void main(String[] args) throws IOException, InterruptedException {
        boolean quick = false;
        List<String> worlds = new ArrayList<>();
        List<String> jvm = new ArrayList<>(JVM);
        String only = "";
        Path results = Path.of("benchmarks/results");
        for (int at = 0; at < args.length; at++) {
            switch (args[at]) {
                case "--quick" -> quick = true;
                case "--world" -> worlds.add(args[++at]);
                case "--only" -> only = args[++at];
                case "--java" -> jvm.add(args[++at]);
                case "--results" -> results = Path.of(args[++at]);
                case "--child" -> {
                    child(args[++at], quick, only);
                    return;
                }
                default ->
                    throw new IllegalArgumentException(
                            "unknown argument `" + args[at]
                                    + "`: expected --quick, --world KIND:SIZE, --only REGEX, --java OPTION or --results FOLDER");
            }
        }
        List<Row> rows = new ArrayList<>();
        for (String world : worlds.isEmpty() ? WORLDS : worlds) {
            System.err.println("resolve: " + world + " ...");
            rows.addAll(fork(world, quick, only, jvm));
        }
        print(rows);
        Path file = Results.write(results, "resolve", Map.of("quick", quick, "jvm", jvm, "only", only), rows);
        System.out.println("written: " + file);
    }

    private static List<Row> fork(String world, boolean quick, String only, List<String> jvm)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvm);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), ResolveBench.class.getName()));
        if (quick) {
            command.add("--quick");
        }
        command.addAll(List.of("--only", only, "--child", world));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        List<Row> rows = new ArrayList<>();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith(MARK)) {
                    rows.add(Row.parse(line.substring(MARK.length())));
                } else {
                    System.err.println(line);
                }
            }
        } finally {
            process.destroy();
        }
        if (process.waitFor() != 0) {
            throw new IllegalStateException("the measurement of " + world + " ended with " + process.exitValue());
        }
        return rows;
    }

    private static void child(String world, boolean quick, String only) {
        String[] parts = world.split(":", 2);
        if (parts.length != 2 || !List.of("routes", "sets").contains(parts[0])) {
            throw new IllegalArgumentException(
                    "world `" + world + "`: expected `routes:SIZE` or `sets:SIZE`, the size a multiple of 100");
        }
        new Measure(
                        Integer.parseInt(parts[1]),
                        parts[0].equals("sets"),
                        quick,
                        Pattern.compile(only),
                        row -> System.out.println(MARK + row.line()))
                .run();
    }

    private static void print(List<Row> rows) {
        Results.print(
                System.out,
                FULL,
                rows.stream().filter(row -> row.name().endsWith("full build")).toList());
        List<Row> edits =
                rows.stream().filter(row -> !row.name().endsWith("full build")).toList();
        Results.print(
                System.out,
                EDITS,
                edits.stream().sorted(java.util.Comparator.comparing(Row::name)).toList());
        edits.stream().map(Row::name).distinct().sorted().forEach(name -> growth(edits, name));
    }

    private static void growth(List<Row> edits, String name) {
        double small = figure(edits, name, 1000).orElse(Double.NaN);
        double large = figure(edits, name, 40_000).orElse(Double.NaN);
        if (!Double.isNaN(small + large)) {
            System.out.printf(Locale.ROOT, "growth 1,000 to 40,000: %5.1f x  %s%n", large / small, name);
        }
    }

    private static OptionalDouble figure(List<Row> rows, String name, int size) {
        return rows.stream()
                .filter(row -> row.name().equals(name) && row.size() == size)
                .mapToDouble(row -> row.figures().getOrDefault("plan_cpu_ms", Double.NaN))
                .findFirst();
    }
}
