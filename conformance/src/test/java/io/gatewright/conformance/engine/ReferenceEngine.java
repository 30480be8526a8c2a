package io.gatewright.conformance.engine;

import io.gatewright.conformance.kit.Answer;
import io.gatewright.conformance.kit.Applied;
import io.gatewright.conformance.kit.CaseStep;
import io.gatewright.conformance.kit.CorpusCase;
import io.gatewright.conformance.kit.EchoPorts;
import io.gatewright.conformance.kit.Engine;
import io.gatewright.conformance.kit.Fixture;
import io.gatewright.conformance.kit.Problem;
import io.gatewright.conformance.kit.Row;
import io.gatewright.conformance.pki.Certificates;
import io.gatewright.conformance.reference.ReferenceRouter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Cases against {@link ReferenceRouter}. */
final class ReferenceEngine implements Engine {
    private final String controllerName;
    private final Certificates certificates;

    ReferenceEngine(String controllerName, Certificates certificates) {
        this.controllerName = controllerName;
        this.certificates = certificates;
    }

    @Override
    public String name() {
        return "reference";
    }

    @Override
    public boolean admits() {
        return true;
    }

    @Override
    public Session start(CorpusCase one) {
        Fixture fixture = new Fixture(one, controllerName, EchoPorts.imaginary(), certificates);
        return new Running(fixture);
    }

    private final class Running implements Session {
        private final Fixture fixture;
        private final Applied applied = new Applied();

        Running(Fixture fixture) {
            this.fixture = fixture;
        }

        @Override
        public Optional<List<Problem>> apply(CaseStep step) {
            fixture.documents(step).forEach(applied::put);
            applied.remove(step.deletions());
            return Optional.empty();
        }

        @Override
        public boolean answers(Row row) {
            return !row.needsSockets();
        }

        private List<ReferenceRouter.Part> parts(Row row) {
            Applied.Asked asked = applied.asked(row);
            return new ReferenceRouter(controllerName, applied.documents().values())
                    .answers(asked.namespace(), asked.gateway(), asked.port(), asked.secure(), row);
        }

        @Override
        public Answer ask(Row row) {
            return parts(row).get(0).answer();
        }

        @Override
        public Map<String, Long> shares(Row row) {
            Map<String, Long> counts = new LinkedHashMap<>();
            parts(row).forEach(part -> counts.merge(part.answer().share(), (long) part.weight(), Long::sum));
            return counts;
        }

        @Override
        public void close() {}
    }
}
