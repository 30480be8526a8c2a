package io.gatewright.conformance.engine;

import io.gatewright.conformance.kit.CaseStep;
import io.gatewright.conformance.kit.CorpusCase;
import io.gatewright.conformance.kit.Engine;
import io.gatewright.conformance.kit.ObjectName;
import io.gatewright.conformance.kit.Problem;
import io.gatewright.conformance.pki.Certificates;
import io.gatewright.model.name.ObjectRef;
import io.gatewright.semantics.plan.Ack;
import io.gatewright.semantics.plan.ListenerPlan;
import io.gatewright.semantics.plan.Plan;
import io.gatewright.semantics.report.Report;
import io.gatewright.semantics.report.Reports;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Cases against the product's reports, as if a data plane had bound all that its plan asks for. */
final class ReportEngine implements Engine {
    private final Certificates certificates;

    ReportEngine(Certificates certificates) {
        this.certificates = certificates;
    }

    @Override
    public String name() {
        return "report";
    }

    @Override
    public boolean admits() {
        return true;
    }

    @Override
    public Session start(CorpusCase one) {
        return new Running(new ProductState(one, certificates));
    }

    private static Map<ObjectRef, Ack> acks(List<Plan> plans) {
        Map<ObjectRef, Ack> acks = new TreeMap<>();
        for (Plan plan : plans) {
            List<Ack.Bound> bound = plan.listeners().stream()
                    .map(listener -> new Ack.Bound(
                            listener.port(),
                            listener.protocol() == ListenerPlan.Protocol.UDP,
                            "127.0.0.1",
                            listener.port()))
                    .distinct()
                    .toList();
            acks.put(plan.gateway(), new Ack(plan.gateway(), 1, bound, List.of()));
        }
        return acks;
    }

    private static final class Running implements Session {
        private final ProductState state;
        private Report report = new Report(new TreeMap<>());

        Running(ProductState state) {
            this.state = state;
        }

        @Override
        public Optional<List<Problem>> apply(CaseStep step) {
            List<Problem> problems = state.apply(step);
            report = Reports.of(state.topology(), acks(state.plans()));
            return Optional.of(problems);
        }

        @Override
        public boolean reports() {
            return true;
        }

        @Override
        public Optional<Map<String, Object>> status(ObjectName object) {
            return report.objects().values().stream()
                    .filter(one -> ProductState.name(one.object()).equals(object))
                    .findFirst()
                    .map(StatusTree::of);
        }

        @Override
        public String dump() {
            return state.dump();
        }

        @Override
        public void close() {}
    }
}
