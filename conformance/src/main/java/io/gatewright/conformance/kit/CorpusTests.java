package io.gatewright.conformance.kit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.opentest4j.AssertionFailedError;

/** Cases and engines as JUnit tests. */
public final class CorpusTests {
    private CorpusTests() {}

    /**
     * One test for each case in each engine that can run it.
     *
     * @param knownFailures {@code area/case [engine]} to a reason: such a test must fail, and is then shown as skipped
     */
    public static Stream<DynamicTest> of(
            List<CorpusCase> cases, List<Engine> engines, String controllerName, Map<String, String> knownFailures) {
        List<DynamicTest> tests = new ArrayList<>();
        for (CorpusCase one : cases) {
            for (Engine engine : engines) {
                if (CaseRun.skipped(one, engine).isEmpty()) {
                    String name = one.id() + " [" + engine.name() + "]";
                    tests.add(DynamicTest.dynamicTest(
                            name,
                            one.source(),
                            () -> run(
                                    name, one, engine, controllerName, Optional.ofNullable(knownFailures.get(name)))));
                }
            }
        }
        return tests.stream();
    }

    private static void run(
            String name, CorpusCase one, Engine engine, String controllerName, Optional<String> knownFailure) {
        List<String> faults = CaseRun.faults(one, engine, controllerName);
        if (faults.isEmpty()) {
            if (knownFailure.isPresent()) {
                throw new AssertionFailedError(name + " passes: remove its line from known-failures.txt");
            }
            return;
        }
        Assumptions.assumeTrue(knownFailure.isEmpty(), () -> "known failure: " + knownFailure.orElse(""));
        throw new AssertionFailedError(
                name + "\nrule: " + one.rule() + "\n- " + String.join("\n- ", faults) + "\ncase: " + one.source());
    }
}
