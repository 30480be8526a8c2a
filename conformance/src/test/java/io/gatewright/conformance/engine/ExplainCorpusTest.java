package io.gatewright.conformance.engine;

import io.gatewright.conformance.kit.CaseRun;
import io.gatewright.conformance.kit.Corpus;
import io.gatewright.conformance.kit.CorpusCase;
import io.gatewright.conformance.kit.CorpusTests;
import io.gatewright.conformance.pki.Certificates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** {@code gatewright explain} says for every request of the corpus what the traffic shows. */
final class ExplainCorpusTest {
    @TestFactory
    Stream<DynamicTest> corpus() throws IOException {
        List<CorpusCase> cases = Corpus.of(Path.of("corpus")).stream()
                .filter(Corpus.only(System.getProperty("golden.only", "")))
                .toList();
        return CorpusTests.of(
                cases,
                List.of(new ExplainEngine(new Certificates())),
                CorpusTest.CONTROLLER,
                CaseRun.knownFailures(Files.readAllLines(Path.of("known-failures.txt"))));
    }
}
