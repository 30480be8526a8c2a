package io.gatewright.app.cli;

import io.gatewright.app.control.State;
import io.gatewright.app.explain.MatchText;
import io.gatewright.app.output.Paint;
import io.gatewright.app.output.Table;
import io.gatewright.model.name.Hostname;
import io.gatewright.semantics.plan.Ack;
import io.gatewright.semantics.plan.BackendPlan;
import io.gatewright.semantics.plan.ClusterPlan;
import io.gatewright.semantics.plan.FilterPlan;
import io.gatewright.semantics.plan.ListenerPlan;
import io.gatewright.semantics.plan.Plan;
import io.gatewright.semantics.plan.RoutePlan;
import io.gatewright.semantics.plan.RulePlan;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What is served, in a few lines: listeners with their sockets, routes with their backends. */
final class Overview {
    private static final int MOST_ROUTES = 20;

    private Overview() {}

    /** One block per Gateway, each line ending with a line break. */
    static String of(State state, Paint paint) {
        StringBuilder out = new StringBuilder();
        for (Plan plan : state.plans()) {
            out.append(paint.strong(plan.gateway().toString())).append('\n');
            Ack ack = state.acks().get(plan.gateway());
            Table listeners = new Table();
            for (ListenerPlan listener : plan.listeners()) {
                int routes = state.topology().attachedRoutes(listener.listener());
                listeners.row(
                        "  listener " + listener.listener().section(),
                        listener.protocol() + " port " + listener.port(),
                        socket(listener, ack, paint),
                        listener.hostname().map(Hostname::text).orElse("any host"),
                        routes + (routes == 1 ? " route" : " routes"),
                        listener.closed()
                                .map(refusal -> paint.bad("closed: " + refusal.message()))
                                .orElse(""));
            }
            out.append(listeners);
            out.append(routes(plan));
        }
        return out.toString();
    }

    private static String socket(ListenerPlan listener, @Nullable Ack ack, Paint paint) {
        boolean udp = listener.protocol() == ListenerPlan.Protocol.UDP;
        return Optional.ofNullable(ack).stream()
                .flatMap(known -> known.bound().stream())
                .filter(bound -> bound.port() == listener.port() && bound.udp() == udp)
                .map(bound -> "at " + bound.address() + ":" + bound.actualPort())
                .findFirst()
                .orElse(paint.bad("not bound"));
    }

    private static String routes(Plan plan) {
        Table table = new Table();
        List<RulePlan> rules = plan.rules();
        for (RulePlan rule : rules.subList(0, Math.min(MOST_ROUTES, rules.size()))) {
            table.row(
                    "  " + rule.route().kind() + " " + rule.route().namespacedName(),
                    hosts(plan, rule),
                    MatchText.of(rule),
                    "-> " + destination(plan, rule));
        }
        int more = rules.size() - MOST_ROUTES;
        return table + (more > 0 ? "  and " + more + " more rules\n" : "");
    }

    private static String destination(Plan plan, RulePlan rule) {
        if (rule.filters().stream().anyMatch(FilterPlan.Redirect.class::isInstance)) {
            return "redirect";
        }
        boolean several = rule.backends().size() > 1;
        return rule.backends().isEmpty()
                ? "no backend"
                : rule.backends().stream()
                        .map(backend -> backend(plan, backend, several))
                        .collect(Collectors.joining(", "));
    }

    private static String hosts(Plan plan, RulePlan rule) {
        TreeSet<String> hosts = new TreeSet<>();
        plan.entry(RoutePlan.key(rule.route()))
                .map(RoutePlan.class::cast)
                .ifPresent(route -> route.bindings()
                        .forEach(binding -> binding.hosts()
                                .forEach(host -> hosts.add(
                                        host.effective().map(Hostname::text).orElse("any host")))));
        return String.join(", ", hosts);
    }

    private static String backend(Plan plan, BackendPlan backend, boolean several) {
        String name;
        if (backend.target() instanceof BackendPlan.Cluster cluster) {
            name = plan.entry(cluster.key())
                    .map(ClusterPlan.class::cast)
                    .map(known -> known.backend() + " port " + known.port())
                    .orElse(cluster.key());
        } else {
            name = "unresolved (500)";
        }
        return several ? name + " (weight " + backend.weight() + ")" : name;
    }
}
