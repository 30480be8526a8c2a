package io.gatewright.conformance.engine;

import io.gatewright.conformance.kit.CaseRun;
import io.gatewright.conformance.kit.Corpus;
import io.gatewright.conformance.kit.CorpusCase;
import io.gatewright.conformance.kit.CorpusTests;
import io.gatewright.conformance.kit.Engine;
import io.gatewright.conformance.pki.Certificates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every case of the corpus in every engine of this project. */
final class CorpusTest {
    static final String CONTROLLER = "gatewright.io/controller";

    @TestFactory
    Stream<DynamicTest> corpus() throws IOException {
        Certificates certificates = new Certificates();
        List<Engine> engines = List.of(
                new ReferenceEngine(CONTROLLER, certificates),
                new CompiledEngine(certificates),
                new ReportEngine(certificates));
        List<CorpusCase> cases = Corpus.of(Path.of("corpus")).stream()
                .filter(Corpus.only(System.getProperty("golden.only", "")))
                .toList();
        return CorpusTests.of(
                cases, engines, CONTROLLER, CaseRun.knownFailures(Files.readAllLines(Path.of("known-failures.txt"))));
    }
}
