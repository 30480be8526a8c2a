package io.gatewright.semantics.report;

import io.gatewright.semantics.finding.ConditionType;
import io.gatewright.semantics.finding.Finding;
import io.gatewright.semantics.listener.ListenerNode;
import io.gatewright.semantics.plan.Ack;
import io.gatewright.semantics.plan.ListenerPlan;
import io.gatewright.semantics.topology.Topology;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The status of listeners, whoever declared them. */
final class ListenerReports {
    private static final String PORT_UNAVAILABLE = "PortUnavailable";

    private final Topology topology;
    private final Optional<Ack> ack;

    /** @param ack of the listeners' Gateway, if its data plane has spoken */
    ListenerReports(Topology topology, Optional<Ack> ack) {
        this.topology = topology;
        this.ack = ack;
    }

    List<ListenerReport> of(List<ListenerNode> nodes, long generation) {
        List<ListenerReport> reports = new ArrayList<>();
        for (ListenerNode node : nodes) {
            reports.add(new ListenerReport(
                    node.spec().name(),
                    node.kinds(),
                    topology.attachedRoutes(node.key()),
                    conditions(node, generation)));
        }
        return reports;
    }

    /** Whether the data plane serves this listener; empty while it has not spoken. */
    Optional<Boolean> programmed(ListenerNode node) {
        if (!node.servable()) {
            return Optional.of(false);
        }
        return ack.map(fact -> problem(node).isEmpty());
    }

    private List<ConditionReport> conditions(ListenerNode node, long generation) {
        Conditions conditions = new Conditions(generation);
        Optional<Finding> conflict = Conditions.first(ConditionType.CONFLICTED, node.findings());
        Optional<Ack.Problem> problem = problem(node);
        if (conflict.isPresent()) {
            conditions.isFalse(
                    ConditionType.ACCEPTED,
                    conflict.get().reason().text(),
                    conflict.get().message());
        } else if (problem.filter(found -> found.reason().equals(PORT_UNAVAILABLE))
                .isPresent()) {
            conditions.isFalse(
                    ConditionType.ACCEPTED, PORT_UNAVAILABLE, problem.get().message());
        } else {
            conditions.unless(ConditionType.ACCEPTED, node.findings(), "listener is accepted");
        }
        programmed(node, conflict, problem, conditions);
        conditions.unless(ConditionType.RESOLVED_REFS, node.findings(), "all references are resolved");
        conditions.onlyIf(ConditionType.CONFLICTED, node.findings());
        conditions.onlyIf(ConditionType.OVERLAPPING_TLS_CONFIG, node.findings());
        return conditions.list();
    }

    private void programmed(
            ListenerNode node, Optional<Finding> conflict, Optional<Ack.Problem> problem, Conditions conditions) {
        ConditionType type = ConditionType.PROGRAMMED;
        if (conflict.isPresent()) {
            conditions.isFalse(
                    type, conflict.get().reason().text(), conflict.get().message());
        } else if (!node.servable()) {
            conditions.isFalse(type, Conditions.INVALID, "nothing is served: see the other conditions");
        } else if (problem.isPresent()) {
            String reason = problem.get().reason().equals(PORT_UNAVAILABLE) ? PORT_UNAVAILABLE : Conditions.INVALID;
            conditions.isFalse(type, reason, problem.get().message());
        } else if (ack.isEmpty()) {
            conditions.isUnknown(type, "waiting for the data plane");
        } else {
            conditions.isTrue(type, "listener is served");
        }
    }

    private Optional<Ack.Problem> problem(ListenerNode node) {
        String key = ListenerPlan.key(node.key());
        return ack.flatMap(fact -> fact.problems().stream()
                .filter(problem -> problem.entry().equals(key))
                .findFirst());
    }
}
