package io.gatewright.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatewright.app.check.Analysis;
import io.gatewright.app.check.CheckText;
import io.gatewright.app.files.FolderSource;
import io.gatewright.app.output.Paint;
import io.gatewright.semantics.topology.Settings;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** What users copy is right, and what they read is complete. */
class ExamplesAndDocsTest {
    private static final Path HOUSE = Path.of("..").toAbsolutePath().normalize();

    @TestFactory
    List<DynamicTest> every_example_is_without_a_finding() throws IOException {
        try (Stream<Path> folders = Files.list(HOUSE.resolve("examples"))) {
            return folders.filter(Files::isDirectory)
                    .sorted()
                    .map(folder -> DynamicTest.dynamicTest(folder.getFileName().toString(), () -> {
                        Analysis analysis = Analysis.of(FolderSource.lookOnce(List.of(folder)), Settings.defaults());
                        assertEquals("", CheckText.remarks(analysis, Paint.OFF));
                        assertFalse(analysis.plans().isEmpty());
                        assertFalse(analysis.plans().get(0).rules().isEmpty());
                    }))
                    .toList();
        }
    }

    @Test
    void every_command_and_option_is_documented() throws IOException {
        String text = Files.readString(HOUSE.resolve("docs/commands.md"));
        CommandLine line = new CommandLine(
                new Gatewright(System.in, new PrintStream(System.out), System.err, handler -> {}, code -> {}));
        line.getSubcommands().forEach((name, command) -> {
            if (command.getCommandSpec().usageMessage().hidden()) {
                return; // a part of how the image is made
            }
            boolean headed = text.lines()
                    .anyMatch(words -> words.startsWith("## ") && (words + " ").contains("gatewright " + name + " "));
            assertTrue(name.equals("help") || headed, name);
            for (OptionSpec option : command.getCommandSpec().options()) {
                assertTrue(text.contains(option.longestName()), name + " " + option.longestName());
            }
        });
    }
}
