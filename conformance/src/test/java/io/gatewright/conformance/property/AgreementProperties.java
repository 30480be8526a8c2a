package io.gatewright.conformance.property;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatewright.conformance.engine.Engines;
import io.gatewright.conformance.kit.Answer;
import io.gatewright.conformance.kit.CaseStep;
import io.gatewright.conformance.kit.CorpusCase;
import io.gatewright.conformance.kit.Engine;
import io.gatewright.conformance.kit.Row;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

final class AgreementProperties {
    private static final Engine REFERENCE = Engines.reference();
    private static final Engine COMPILED = Engines.compiled();

    @Property(tries = 400)
    void compiled_router_agrees_with_reference(@ForAll long seed) {
        agree(RandomCase.ofRoutes(seed));
    }

    @Property(tries = 150)
    void grants_mean_the_same_to_both(@ForAll long seed) {
        agree(RandomCase.ofGrants(seed));
    }

    /** Whatever is declared: traffic reaches another namespace only if some grant there names the route's kind and namespace. */
    @Property(tries = 150)
    void no_grant_no_crossing(@ForAll long seed) {
        RandomCase random = RandomCase.ofGrants(seed);
        CorpusCase one = random.read();
        CaseStep step = one.steps().get(0);
        try (Engine.Session session = COMPILED.start(one)) {
            session.apply(step);
            for (Row row : step.requests()) {
                Answer answer = session.ask(row);
                if (answer.seen().isPresent()) {
                    String rule = answer.rule().orElseThrow();
                    String from = rule.substring(rule.indexOf(' ') + 1, rule.indexOf('/'));
                    String backend = answer.seen().get().backend();
                    String to = backend.substring(0, backend.indexOf('/'));
                    String kind = rule.substring(0, rule.indexOf(' '));
                    boolean allowed = from.equals(to)
                            || step.documents().stream()
                                    .anyMatch(document -> document.contains("kind: ReferenceGrant")
                                            && document.contains(", namespace: " + to + "}\nspec")
                                            && document.contains("{group: gateway.networking.k8s.io, kind: " + kind
                                                    + ", namespace: " + from + "}")
                                            && document.contains("kind: Service"));
                    assertTrue(allowed, () -> rule + " reached " + backend + "\n" + random.text());
                }
            }
        }
    }

    private static void agree(RandomCase random) {
        CorpusCase one = random.read();
        CaseStep step = one.steps().get(0);
        try (Engine.Session reference = REFERENCE.start(one);
                Engine.Session compiled = COMPILED.start(one)) {
            reference.apply(step);
            compiled.apply(step);
            for (Row row : step.requests()) {
                Map<String, Double> expected = parts(reference.shares(row));
                Map<String, Double> got = parts(compiled.shares(row));
                assertEquals(expected, got, () -> row + "\n" + random.text());
                if (expected.size() == 1) {
                    assertEquals(told(reference.ask(row)), told(compiled.ask(row)), () -> row + "\n" + random.text());
                }
            }
        }
    }

    private static Map<String, Double> parts(Map<String, Long> counts) {
        double total = counts.values().stream().mapToLong(count -> count).sum();
        Map<String, Double> parts = new TreeMap<>();
        counts.forEach((name, count) -> parts.put(name, count / total));
        return parts;
    }

    /** What both must say in the same way. */
    private static List<Object> told(Answer answer) {
        return List.of(
                answer.refused(),
                answer.status(),
                answer.reason(),
                answer.grpc(),
                answer.rule(),
                seen(answer.seen()),
                answer.copies().stream().map(copy -> seen(Optional.of(copy))).toList(),
                Optional.ofNullable(answer.headers().get("location")),
                Optional.ofNullable(answer.headers().get("access-control-allow-credentials")),
                Optional.ofNullable(answer.headers().get("access-control-expose-headers")),
                answer.headers().containsKey("access-control-allow-origin"));
    }

    private static List<Object> seen(Optional<Answer.Seen> seen) {
        return seen.<List<Object>>map(one -> List.of(
                        one.backend(), one.path(), one.host().toLowerCase(Locale.ROOT), new TreeMap<>(one.headers())))
                .orElse(List.of());
    }
}
