package io.gatewright.app.admin;

import io.gatewright.app.files.Declared;
import io.gatewright.app.standalone.Standalone;
import io.gatewright.model.name.ObjectRef;
import io.gatewright.model.read.Problem;
import io.gatewright.runtime.observe.MeterVisitor;
import io.gatewright.semantics.plan.Plan;
import io.gatewright.semantics.plan.RulePlan;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A standalone gateway, for its pages. */
public final class StandaloneView implements AdminView {
    private final Standalone gateway;

    public StandaloneView(Standalone gateway) {
        this.gateway = gateway;
    }

    @Override
    public List<String> obstacles() {
        return gateway.obstacles();
    }

    @Override
    public List<Plan> plans() {
        return gateway.plans();
    }

    @Override
    public void meters(MeterVisitor visitor) {
        gateway.meters().visit(visitor, Instant.now());
        TreeMap<String, String> none = new TreeMap<>();
        visitor.gauge(
                "gatewright_objects",
                "Objects that were declared and read.",
                none,
                gateway.state().world().size());
        visitor.gauge(
                "gatewright_findings",
                "Reasons why something is not as declared.",
                none,
                gateway.state().topology().findings().size());
        long errors =
                gateway.declared().problems().stream().filter(Problem::isError).count();
        visitor.gauge("gatewright_file_errors", "Errors in the files.", none, errors);
    }

    @Override
    public Map<String, Object> status() {
        Declared declared = gateway.declared();
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("ready", gateway.obstacles().isEmpty());
        tree.put("obstacles", gateway.obstacles());
        tree.put(
                "objects",
                ReportTree.of(
                        gateway.report(),
                        ref -> declared.locate(ref, "").map(Object::toString).orElse("")));
        tree.put("problems", declared.problems().stream().map(Problem::toString).toList());
        tree.put(
                "keptInForce",
                declared.keptInForce().keySet().stream()
                        .map(ObjectRef::toString)
                        .toList());
        return tree;
    }

    @Override
    public String place(RulePlan rule) {
        return gateway.declared()
                .locate(rule.route(), "spec.rules[" + rule.index() + "]")
                .map(at -> at.file() + ":" + at.line())
                .orElse("");
    }
}
