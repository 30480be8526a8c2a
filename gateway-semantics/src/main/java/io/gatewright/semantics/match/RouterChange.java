package io.gatewright.semantics.match;

import io.gatewright.model.name.ObjectRef;
import io.gatewright.semantics.listener.ListenerKey;
import io.gatewright.semantics.plan.ListenerPlan;
import io.gatewright.semantics.plan.Plan;
import io.gatewright.semantics.plan.PlanEntry;
import io.gatewright.semantics.plan.RoutePlan;
import io.gatewright.semantics.plan.RulePlan;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * What is different between two plans for a router.
 *
 * @param listeners that came, went, or are declared otherwise
 * @param hosts by the listener they belong to: where routes came, went or have other rules
 */
record RouterChange(Set<ListenerKey> listeners, SortedMap<ListenerKey, Map<RoutePlan.Host, RuleTable.Change>> hosts) {
    static RouterChange between(Plan before, Plan now) {
        RouterChange change = new RouterChange(new TreeSet<>(), new TreeMap<>());
        Set<ObjectRef> routes = new TreeSet<>();
        now.since(before, (key, old, young) -> {
            PlanEntry entry = young != null ? young : old;
            if (entry instanceof ListenerPlan listener) {
                change.listeners.add(listener.listener());
            } else if (entry instanceof RoutePlan route) {
                routes.add(route.route());
            } else if (entry instanceof RulePlan rule) {
                routes.add(rule.route()); // children name their parents, so this is where they meet
            }
        });
        for (ObjectRef route : routes) {
            change.add(before, route, part -> part.gone);
            change.add(now, route, part -> part.come);
        }
        return change;
    }

    private void add(Plan plan, ObjectRef ref, Function<RuleTable.Change, SortedMap<String, RuleTable.Source>> side) {
        if (!(plan.entry(RoutePlan.key(ref)).orElse(null) instanceof RoutePlan route)) {
            return; // rules without their route serve nothing
        }
        List<RulePlan> rules = plan.rules(route.route());
        for (RoutePlan.Binding binding : route.bindings()) {
            Map<RoutePlan.Host, RuleTable.Change> ofListener =
                    hosts.computeIfAbsent(binding.listener(), listener -> new LinkedHashMap<>());
            for (RoutePlan.Host host : binding.hosts()) {
                side.apply(ofListener.computeIfAbsent(host, name -> new RuleTable.Change()))
                        .put(route.key(), new RuleTable.Source(route, host, rules));
            }
        }
    }
}
