package io.gatewright.bench;

import io.gatewright.model.name.Hostname;
import io.gatewright.model.name.ObjectRef;
import io.gatewright.semantics.listener.ListenerKey;
import io.gatewright.semantics.plan.BackendPlan;
import io.gatewright.semantics.plan.ListenerPlan;
import io.gatewright.semantics.plan.MatchPlan;
import io.gatewright.semantics.plan.PathMatch;
import io.gatewright.semantics.plan.Plan;
import io.gatewright.semantics.plan.PlanEntry;
import io.gatewright.semantics.plan.RouteKind;
import io.gatewright.semantics.plan.RoutePlan;
import io.gatewright.semantics.plan.RulePlan;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A plan with many rules: ten a route, each route with a host of its own and every hundredth with a host that all share, so
 * that both the host table and one large path table are exercised.
 */
final class ManyRules {
    static final int PORT = 80;
    static final String SHARED_HOST = "shared.example.com";

    private static final String GROUP = "gateway.networking.k8s.io";
    private static final int RULES_PER_ROUTE = 10;

    private ManyRules() {}

    static Plan plan(int rules) {
        ObjectRef gateway = new ObjectRef(GROUP, "Gateway", "default", "gw");
        ListenerKey listener = new ListenerKey(gateway, "http");
        List<PlanEntry> entries = new ArrayList<>();
        entries.add(new ListenerPlan(
                listener, PORT, ListenerPlan.Protocol.HTTP, Optional.empty(), Optional.empty(), Optional.empty()));
        for (int route = 0; route < rules / RULES_PER_ROUTE; route++) {
            ObjectRef ref = new ObjectRef(GROUP, "HTTPRoute", "default", "r" + route);
            Optional<Hostname> host = Hostname.parse(route % 100 == 0 ? SHARED_HOST : host(route));
            entries.add(new RoutePlan(
                    ref,
                    RouteKind.HTTP,
                    Instant.EPOCH,
                    List.of(new RoutePlan.Binding(listener, List.of(new RoutePlan.Host(host, host))))));
            for (int rule = 0; rule < RULES_PER_ROUTE; rule++) {
                entries.add(rule(ref, rule, path(route, rule)));
            }
        }
        return Plan.of(gateway, entries);
    }

    static String host(int route) {
        return "h" + route + ".example.com";
    }

    static String path(int route, int rule) {
        return "/team-" + route % 7 + "/svc-" + route + "/v" + rule;
    }

    private static RulePlan rule(ObjectRef route, int index, String path) {
        PathMatch match = index % 2 == 0 ? new PathMatch.Prefix(path) : new PathMatch.Exact(path);
        return new RulePlan(
                route,
                index,
                Optional.empty(),
                List.of(new MatchPlan(match, Optional.empty(), List.of(), List.of())),
                List.of(),
                List.of(new BackendPlan(1, new BackendPlan.Cluster("cluster/Service/default/a/80/HTTP1"), List.of())),
                RulePlan.Timeouts.NONE,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }
}
