package io.gatewright.app.controller;

import io.gatewright.app.admin.AdminView;
import io.gatewright.app.admin.ReportTree;
import io.gatewright.runtime.observe.MeterVisitor;
import io.gatewright.semantics.plan.Plan;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A controller, for its pages. */
public final class ControllerView implements AdminView {
    private final Controller controller;

    public ControllerView(Controller controller) {
        this.controller = controller;
    }

    @Override
    public List<String> obstacles() {
        return controller.obstacles();
    }

    @Override
    public List<String> faults() {
        return controller.faults();
    }

    @Override
    public List<Plan> plans() {
        return controller.state().plans();
    }

    @Override
    public void meters(MeterVisitor visitor) {
        TreeMap<String, String> none = new TreeMap<>();
        visitor.counter(
                "gatewright_status_writes", "Statuses written to the API server.", none, controller.statusWrites());
        visitor.gauge("gatewright_leader", "1 while this replica leads.", none, controller.leading() ? 1 : 0);
        visitor.gauge(
                "gatewright_objects",
                "Objects that concern our Gateways.",
                none,
                controller.state().world().size());
        visitor.gauge(
                "gatewright_findings",
                "Reasons why something is not as declared.",
                none,
                controller.state().topology().findings().size());
        controller
                .proxies()
                .forEach((gateway, count) -> visitor.gauge(
                        "gatewright_proxies",
                        "Proxies that are connected to this replica.",
                        new TreeMap<>(Map.of("namespace", gateway.namespace(), "gateway", gateway.name())),
                        count));
    }

    @Override
    public Map<String, Object> status() {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("ready", controller.obstacles().isEmpty());
        tree.put("leader", controller.leading());
        tree.put("obstacles", controller.obstacles());
        tree.put("kindsNotServed", controller.missingKinds());
        // who does not lead writes no statuses, and works none out
        tree.put(
                "objects",
                controller.leading() ? ReportTree.of(controller.state().report(), ref -> "") : List.of());
        return tree;
    }
}
