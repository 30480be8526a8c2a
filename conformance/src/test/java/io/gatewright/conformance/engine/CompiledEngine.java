package io.gatewright.conformance.engine;

import io.gatewright.conformance.kit.Answer;
import io.gatewright.conformance.kit.Applied;
import io.gatewright.conformance.kit.CaseStep;
import io.gatewright.conformance.kit.CorpusCase;
import io.gatewright.conformance.kit.Engine;
import io.gatewright.conformance.kit.Problem;
import io.gatewright.conformance.kit.Row;
import io.gatewright.conformance.pki.Certificates;
import io.gatewright.semantics.trace.RecordingTrace;
import io.gatewright.semantics.trace.Trace;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Cases against the product's plan, router and evaluator, without a socket. */
final class CompiledEngine implements Engine {
    private final Certificates certificates;

    CompiledEngine(Certificates certificates) {
        this.certificates = certificates;
    }

    @Override
    public String name() {
        return "compiled";
    }

    @Override
    public boolean admits() {
        return true;
    }

    @Override
    public Session start(CorpusCase one) {
        return new Running(one, new ProductState(one, certificates));
    }

    /** Gives each value below the bound once, then begins again: a full cycle is exact. */
    private static final class Cycle implements RandomGenerator {
        private long next;
        private long bound = 1;
        private boolean asked;

        @Override
        public long nextLong() {
            return next;
        }

        @Override
        public long nextLong(long newBound) {
            bound = newBound;
            asked = true;
            return next++ % newBound;
        }

        boolean done() {
            return !asked || next >= bound;
        }
    }

    private static final class Running implements Session {
        private final CorpusCase one;
        private final ProductState state;
        private final Map<Applied.Asked, CompiledRouter> routers = new LinkedHashMap<>();

        Running(CorpusCase one, ProductState state) {
            this.one = one;
            this.state = state;
        }

        @Override
        public Optional<List<Problem>> apply(CaseStep step) {
            routers.clear();
            return Optional.of(state.apply(step));
        }

        @Override
        public boolean answers(Row row) {
            return !row.needsSockets();
        }

        private CompiledRouter router(Applied.Asked asked) {
            return routers.computeIfAbsent(asked, key -> new CompiledRouter(state.plans(), key));
        }

        @Override
        public Answer ask(Row row) {
            CompiledRouter router = router(state.applied().asked(row));
            Answer quiet = router.ask(row, new Cycle(), Trace.NONE);
            RecordingTrace trace = new RecordingTrace();
            Answer traced = router.ask(row, new Cycle(), trace);
            List<String> faults = new ArrayList<>();
            if (!quiet.toString().equals(traced.toString())) {
                faults.add("tracing changes the decision to " + traced);
            }
            CompiledRouter.disagreement(traced, trace.steps()).ifPresent(faults::add);
            if (!faults.isEmpty()) {
                throw new AssertionError(String.join("; ", faults) + "\n" + trace);
            }
            return quiet.explained("\n    " + trace.toString().replace("\n", "\n    "));
        }

        @Override
        public Map<String, Long> shares(Row row) {
            CompiledRouter router = router(state.applied().asked(row));
            Map<String, Long> counts = new LinkedHashMap<>();
            Cycle cycle = new Cycle();
            do {
                counts.merge(router.ask(row, cycle, Trace.NONE).share(), 1L, Long::sum);
            } while (!cycle.done());
            return counts;
        }

        @Override
        public List<String> ownFaults(CaseStep step) {
            return GoldenPlans.faults(one, step, state.plans());
        }

        @Override
        public String dump() {
            return state.dump();
        }

        @Override
        public void close() {}
    }
}
