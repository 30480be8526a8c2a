package io.gatewright.conformance.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What cannot be seen in compiled classes: the length of files, and words that must not stay behind. */
final class SourcesTest {
    private static final int LONGEST = 400;

    /** Files that may be longer, each with its reason and its own limit in lines. */
    private static final Map<String, Allowance> LONGER = Map.of();

    private record Allowance(int lines, String reason) {}

    private static final Path ROOT = root();

    @Test
    void no_main_file_is_longer_than_a_reader_can_hold() {
        List<String> tooLong = sources("src/main/java")
                .filter(file -> lines(file).size() > limit(file))
                .map(file -> name(file) + ": " + lines(file).size() + " lines (expected: at most " + limit(file) + ")")
                .toList();
        assertEquals(List.of(), tooLong, "split the file by concept; an allowance needs a reason in SourcesTest");
    }

    @Test
    void nothing_is_left_for_later_in_the_sources() {
        assertEquals(
                List.of(),
                linesWith(
                        "src/main/java",
                        Pattern.compile("\\b(TODO|FIXME|XXX)\\b").asPredicate()),
                "a known gap is an issue, a known-failure line or a Finding, never a note in the code");
    }

    @Test
    void no_test_sleeps() {
        assertEquals(
                List.of(),
                linesWith("src/test/java", line -> line.contains("Thread" + ".sleep(")),
                "wait for a state or a sequence number, with a bound");
    }

    @Test
    void the_sources_were_found() {
        assertTrue(sources("src/main/java").count() > 20, () -> "too few sources below " + ROOT);
    }

    private static int limit(Path file) {
        Allowance allowance = LONGER.get(name(file));
        return allowance == null ? LONGEST : allowance.lines();
    }

    private static List<String> linesWith(String folder, Predicate<String> bad) {
        return sources(folder)
                .flatMap(file -> lines(file).stream().filter(bad).map(line -> name(file) + ": " + line.strip()))
                .toList();
    }

    private static Stream<Path> sources(String folder) {
        return list(ROOT)
                .map(module -> module.resolve(folder))
                .filter(Files::isDirectory)
                .flatMap(SourcesTest::walk)
                .filter(file -> file.toString().endsWith(".java"))
                .sorted();
    }

    private static String name(Path file) {
        return ROOT.relativize(file).toString().replace('\\', '/');
    }

    private static Stream<Path> list(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<Path> walk(Path folder) {
        try (Stream<Path> entries = Files.walk(folder)) {
            return entries.toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The folder of the parent pom: tests run in the folder of their module, or in the root. */
    static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (folder != null && !Files.exists(folder.resolve("gateway-model/pom.xml"))) {
            folder = folder.getParent();
        }
        if (folder == null) {
            throw new IllegalStateException(
                    "no gateway-model/pom.xml above " + Path.of("").toAbsolutePath());
        }
        return folder;
    }
}
