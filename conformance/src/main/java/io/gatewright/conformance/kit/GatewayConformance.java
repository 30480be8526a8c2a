package io.gatewright.conformance.kit;

import io.gatewright.conformance.pki.Certificates;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/**
 * The whole corpus as tests of a gateway: extend it, say how to start the gateway, and run it with JUnit. The system property
 * {@code golden.only} confines it to some cases.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class GatewayConformance {
    private Optional<TrafficEngine> running = Optional.empty();

    /** Starts a gateway without any objects. Called once to learn what it can do, and then once for each case. */
    protected abstract GatewayUnderTest start();

    /** A file of known failures, one {@code area/case [traffic]: reason} per line; absent: there are none. */
    protected Optional<Path> knownFailures() {
        return Optional.empty();
    }

    /** One test for each case whose features the gateway supports. */
    @TestFactory
    Stream<DynamicTest> corpus() {
        GatewayUnderTest probe = start();
        String controllerName = probe.controllerName();
        TrafficEngine engine =
                new TrafficEngine(this::start, probe.supportedFeatures(), new Certificates(), probe.backendAddress());
        probe.close();
        running = Optional.of(engine);
        List<CorpusCase> cases = Corpus.bundled().stream()
                .filter(Corpus.only(System.getProperty("golden.only", "")))
                .toList();
        return CorpusTests.of(cases, List.of(engine), controllerName, known());
    }

    private Map<String, String> known() {
        try {
            return knownFailures().isEmpty()
                    ? Map.of()
                    : CaseRun.knownFailures(Files.readAllLines(knownFailures().get()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @AfterAll
    void stop() {
        running.ifPresent(TrafficEngine::close);
    }
}
