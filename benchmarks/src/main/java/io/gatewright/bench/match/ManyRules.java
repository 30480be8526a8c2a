package io.gatewright.bench.match;

import io.gatewright.model.name.ObjectRef;
import io.gatewright.semantics.listener.ListenerKey;
import io.gatewright.semantics.plan.BackendPlan;
import io.gatewright.semantics.plan.ListenerPlan;
import io.gatewright.semantics.plan.Plan;
import io.gatewright.semantics.plan.PlanEntry;
import io.gatewright.semantics.plan.RouteKind;
import io.gatewright.semantics.plan.RoutePlan;
import io.gatewright.semantics.plan.RulePlan;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A plan with many rules of one {@link Shape}, ten a route. */
final class ManyRules {
    static final int PORT = 8080;

    private static final String GROUP = "gateway.networking.k8s.io";

    private ManyRules() {}

    static Plan plan(Shape shape, int rules) {
        ObjectRef gateway = new ObjectRef(GROUP, "Gateway", "default", "gw");
        ListenerKey listener = new ListenerKey(gateway, "http");
        List<PlanEntry> entries = new ArrayList<>();
        entries.add(new ListenerPlan(
                listener, PORT, ListenerPlan.Protocol.HTTP, Optional.empty(), Optional.empty(), Optional.empty()));
        for (int route = 0; route < rules / Shape.RULES_PER_ROUTE; route++) {
            ObjectRef ref = new ObjectRef(GROUP, "HTTPRoute", "default", "r" + route);
            RoutePlan.Host host = new RoutePlan.Host(shape.hostname(route), shape.hostname(route));
            entries.add(new RoutePlan(
                    ref, RouteKind.HTTP, Instant.EPOCH, List.of(new RoutePlan.Binding(listener, List.of(host)))));
            for (int rule = 0; rule < Shape.RULES_PER_ROUTE; rule++) {
                entries.add(rule(shape, ref, route, rule));
            }
        }
        return Plan.of(gateway, entries);
    }

    private static RulePlan rule(Shape shape, ObjectRef ref, int route, int rule) {
        return new RulePlan(
                ref,
                rule,
                Optional.empty(),
                List.of(shape.match(route, rule)),
                List.of(),
                List.of(new BackendPlan(1, new BackendPlan.Cluster("cluster/Service/default/a/80/HTTP1"), List.of())),
                RulePlan.Timeouts.NONE,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }
}
