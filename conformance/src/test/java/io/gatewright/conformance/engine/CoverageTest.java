package io.gatewright.conformance.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatewright.conformance.kit.Corpus;
import io.gatewright.conformance.kit.CorpusCase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Which point of the spec has which case: every point has one, or a reason why it cannot. */
final class CoverageTest {
    private static final Path INDEX = Path.of("COVERAGE.md");

    /** A point's title and, if it cannot have a case, why. */
    private record Point(String title, String reason) {}

    private static Map<String, Point> points() throws IOException {
        Map<String, Point> points = new LinkedHashMap<>();
        for (String line : Files.readAllLines(Path.of("points.txt"))) {
            if (!line.startsWith("#")) {
                String[] words = line.split(" ", 3);
                String[] parts = words[2].split(" - ", 2);
                points.put(words[0] + " " + words[1], new Point(parts[0], parts.length > 1 ? parts[1] : ""));
            }
        }
        return points;
    }

    private static Map<String, List<String>> cases() {
        Map<String, List<String>> cases = new TreeMap<>();
        for (CorpusCase one : Corpus.of(Path.of("corpus"))) {
            one.points()
                    .forEach(point -> cases.computeIfAbsent(point, key -> new ArrayList<>())
                            .add(one.id()));
        }
        return cases;
    }

    @Test
    void everyPointNamedByACaseExists() throws IOException {
        Map<String, Point> points = points();
        cases().forEach((point, named) -> assertTrue(points.containsKey(point), () -> point + " in " + named));
    }

    @Test
    void everyPointHasACaseOrAReason() throws IOException {
        Map<String, List<String>> cases = cases();
        List<String> bare = new ArrayList<>();
        points().forEach((name, point) -> {
            if (cases.containsKey(name) != point.reason().isEmpty()) {
                bare.add(name);
            }
        });
        assertEquals(List.of(), bare, "points with neither a case nor a reason, or with both");
    }

    @Test
    void theIndexIsUpToDate() throws IOException {
        String now = index();
        if (GoldenPlans.updating()) {
            Files.writeString(INDEX, now);
        }
        assertEquals(now, Files.readString(INDEX), "COVERAGE.md is old: -Dgolden.update=true writes it anew");
    }

    private static String index() throws IOException {
        Map<String, List<String>> cases = cases();
        StringBuilder text = new StringBuilder("# Which point of the spec has which case\n\n")
                .append(
                        "Generated from the first lines of the cases and from [points.txt](points.txt). `point` numbers are the\n")
                .append(
                        "tricky points of the spec, `demand` numbers its sentences that the official suite does not test.\n\n")
                .append(Corpus.of(Path.of("corpus")).size())
                .append(" cases, ")
                .append(cases.keySet().size())
                .append(" of ")
                .append(points().size())
                .append(" points shown.\n\n| point | about | cases |\n|---|---|---|\n");
        points().forEach((name, point) -> text.append("| ")
                .append(name)
                .append(" | ")
                .append(point.title())
                .append(" | ")
                .append(
                        point.reason().isEmpty()
                                ? String.join(", ", cases.getOrDefault(name, List.of()))
                                : "*" + point.reason() + "*")
                .append(" |\n"));
        return text.toString();
    }
}
