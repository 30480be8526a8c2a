package io.gatewright.bench.match;

import io.gatewright.bench.output.Column;
import io.gatewright.bench.output.Results;
import io.gatewright.bench.output.Row;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** {@code benchmarks/run match}: all shapes and sizes by JMH, then the table, the bars and the file. */
public final class MatchBench {
    private static final List<Column> COLUMNS = List.of(
            new Column("cpu_ns", "CPU ns/match", 1),
            new Column("ns", "wall ns/match", 1),
            new Column("error_ns", "+-", 1),
            new Column("bytes", "bytes/match", 3));

    /** Of the allocation that a profiler sees, what JMH itself allocates in an iteration is no part of a match. */
    private static final double NOTHING = 0.05;

    private MatchBench() {}

    /** {@code [--quick] [--shape NAME]... [--rules NUMBER]... [--java OPTION]... --results FOLDER}. */
    public static void main(String[] args) throws IOException, RunnerException {
        boolean quick = false;
        List<String> shapes = new ArrayList<>();
        List<String> sizes = new ArrayList<>();
        List<String> jvm = new ArrayList<>(List.of("-XX:+UseSerialGC", "-Xms1g", "-Xmx1g"));
        Path results = Path.of("benchmarks/results");
        for (int at = 0; at < args.length; at++) {
            switch (args[at]) {
                case "--quick" -> quick = true;
                case "--shape" -> shapes.add(args[++at].toUpperCase(Locale.ROOT));
                case "--rules" -> sizes.add(args[++at]);
                case "--java" -> jvm.add(args[++at]);
                case "--results" -> results = Path.of(args[++at]);
                default ->
                    throw new IllegalArgumentException("unknown argument `" + args[at]
                            + "`: expected --quick, --shape NAME, --rules NUMBER, --java OPTION or --results FOLDER");
            }
        }
        List<Row> rows = run(quick, shapes, sizes, jvm);
        Results.print(System.out, COLUMNS, rows);
        bars(rows);
        System.out.println("written: " + Results.write(results, "match", Map.of("quick", quick, "jvm", jvm), rows));
    }

    private static List<Row> run(boolean quick, List<String> shapes, List<String> sizes, List<String> jvm)
            throws RunnerException {
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include(MatchBenchmark.class.getName())
                .addProfiler(GCProfiler.class)
                .addProfiler(CpuProfiler.class)
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT)
                .jvmArgs(jvm.toArray(String[]::new));
        if (quick) {
            options.warmupIterations(2)
                    .measurementIterations(2)
                    .warmupTime(TimeValue.milliseconds(500))
                    .measurementTime(TimeValue.milliseconds(500));
        }
        if (!shapes.isEmpty()) {
            options.param("shape", shapes.toArray(String[]::new));
        }
        if (!sizes.isEmpty() || quick) {
            options.param("rules", sizes.isEmpty() ? new String[] {"10", "100000"} : sizes.toArray(String[]::new));
        }
        List<Row> rows = new ArrayList<>();
        for (RunResult result : new Runner(options.build()).run()) {
            rows.add(new Row(
                    result.getParams()
                            .getParam("shape")
                            .toLowerCase(Locale.ROOT)
                            .replace('_', ' '),
                    Integer.parseInt(result.getParams().getParam("rules")),
                    Map.of(
                            "ns", result.getPrimaryResult().getScore(),
                            "error_ns", finite(result.getPrimaryResult().getScoreError()),
                            "cpu_ns", secondary(result, CpuProfiler.LABEL),
                            "bytes", secondary(result, "gc.alloc.rate.norm"))));
        }
        rows.sort(Comparator.comparing(Row::name).thenComparing(Row::size));
        return rows;
    }

    private static double finite(double error) {
        return Double.isFinite(error) ? error : 0;
    }

    private static double secondary(RunResult result, String name) {
        // JMH prefixes the names of some secondary results with a sign for sorting
        for (String key : result.getSecondaryResults().keySet()) {
            if (key.endsWith(name)) {
                return result.getSecondaryResults().get(key).getScore();
            }
        }
        throw new IllegalStateException("not measured: " + name);
    }

    private static void bars(List<Row> rows) {
        for (Row row : rows) {
            double ns = figure(row, "cpu_ns");
            rows.stream()
                    .filter(small -> small.name().equals(row.name()) && small.size() == 10 && row.size() == 100_000)
                    .forEach(small -> {
                        double growth = ns / figure(small, "cpu_ns");
                        say(row, ns < 1000, String.format(Locale.ROOT, "%.0f ns CPU, bar 1,000", ns));
                        say(row, growth <= 2, String.format(Locale.ROOT, "%.1f x of 10 rules, bar 2", growth));
                    });
            if (!row.name().equals("regex") && row.size() == 100_000) {
                double bytes = figure(row, "bytes");
                say(row, bytes < NOTHING, String.format(Locale.ROOT, "%.3f bytes, bar 0", bytes));
            }
        }
    }

    private static void say(Row row, boolean met, String sentence) {
        System.out.println((met ? "met     " : "MISSED  ") + row.name() + ", 100,000 rules: " + sentence);
    }

    private static double figure(Row row, String name) {
        return row.figures().getOrDefault(name, Double.NaN);
    }
}
