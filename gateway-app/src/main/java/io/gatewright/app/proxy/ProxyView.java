package io.gatewright.app.proxy;

import io.gatewright.app.admin.AdminView;
import io.gatewright.runtime.observe.MeterVisitor;
import io.gatewright.semantics.plan.Ack;
import io.gatewright.semantics.plan.Plan;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A proxy, for its pages. */
public final class ProxyView implements AdminView {
    private final Proxy proxy;

    public ProxyView(Proxy proxy) {
        this.proxy = proxy;
    }

    @Override
    public List<String> obstacles() {
        return proxy.obstacles();
    }

    @Override
    public List<Plan> plans() {
        return List.of(proxy.plan());
    }

    @Override
    public void meters(MeterVisitor visitor) {
        proxy.meters().ifPresent(meters -> meters.visit(visitor, Instant.now()));
        visitor.gauge(
                "gatewright_fed", "1 while a controller feeds this proxy.", new TreeMap<>(), proxy.connected() ? 1 : 0);
    }

    @Override
    public Map<String, Object> status() {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("ready", proxy.obstacles().isEmpty());
        tree.put("gateway", proxy.gateway().namespacedName());
        tree.put("fed", proxy.connected());
        tree.put("beganWithKeptPlan", proxy.restored());
        tree.put("obstacles", proxy.obstacles());
        tree.put(
                "bound",
                proxy.served().map(Ack::bound).orElse(List.of()).stream()
                        .map(Object::toString)
                        .toList());
        tree.put(
                "problems",
                proxy.served().map(Ack::problems).orElse(List.of()).stream()
                        .map(problem -> problem.entry() + ": " + problem.message())
                        .toList());
        return tree;
    }
}
