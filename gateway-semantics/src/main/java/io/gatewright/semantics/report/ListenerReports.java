package io.gatewright.semantics.report;

import io.gatewright.model.gateway.Listener;
import io.gatewright.semantics.finding.ConditionType;
import io.gatewright.semantics.finding.Finding;
import io.gatewright.semantics.listener.ListenerNode;
import io.gatewright.semantics.plan.Ack;
import io.gatewright.semantics.plan.ListenerPlan;
import io.gatewright.semantics.topology.GatewayNode;
import io.gatewright.semantics.topology.Topology;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The status of the listeners of one Gateway, whoever declared them. */
final class ListenerReports {
    private static final String PORT_UNAVAILABLE = "PortUnavailable";

    private final Topology topology;
    private final boolean gatewayValid;
    private final Map<String, Ack.Problem> problems = new HashMap<>();
    private final Set<Socket> bound = new HashSet<>();

    /** What a data plane binds for its listeners. */
    private record Socket(int port, boolean udp) {}

    /** @param ack of the listeners' Gateway, if its data plane has spoken */
    ListenerReports(Topology topology, GatewayNode gateway, Optional<Ack> ack) {
        this.topology = topology;
        this.gatewayValid = gateway.valid();
        ack.ifPresent(fact -> {
            fact.problems().forEach(problem -> problems.putIfAbsent(problem.entry(), problem));
            fact.bound().forEach(socket -> bound.add(new Socket(socket.port(), socket.udp())));
        });
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

    /** Whether nothing is wrong with the listener, the port included, which only the data plane can know. */
    boolean accepted(ListenerNode node) {
        return node.accepted() && !portUnavailable(node);
    }

    /** Whether it is accepted and has a certificate if it needs one. */
    boolean servable(ListenerNode node) {
        return node.servable() && !portUnavailable(node);
    }

    /** Whether the data plane serves this listener. */
    boolean programmed(ListenerNode node) {
        return wanted(node) && listening(node);
    }

    /** Whether the data plane should serve this listener and has not said yet that it does. */
    boolean awaited(ListenerNode node) {
        return wanted(node) && !listening(node);
    }

    private boolean wanted(ListenerNode node) {
        return gatewayValid && node.servable() && problem(node).isEmpty();
    }

    /** An ack may be older than the listener: what it says about others does not make this one served. */
    private boolean listening(ListenerNode node) {
        boolean udp = node.spec().protocol().equals(Listener.UDP);
        return bound.contains(new Socket(node.spec().port(), udp));
    }

    private boolean portUnavailable(ListenerNode node) {
        return problem(node)
                .filter(found -> found.reason().equals(PORT_UNAVAILABLE))
                .isPresent();
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
        } else if (problem.isPresent() && portUnavailable(node)) {
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
        } else if (!gatewayValid) {
            conditions.isFalse(type, Conditions.INVALID, "nothing is served: the Gateway is not accepted");
        } else if (!node.servable()) {
            conditions.isFalse(type, Conditions.INVALID, "nothing is served: see the other conditions");
        } else if (problem.isPresent()) {
            String reason = problem.get().reason().equals(PORT_UNAVAILABLE) ? PORT_UNAVAILABLE : Conditions.INVALID;
            conditions.isFalse(type, reason, problem.get().message());
        } else if (awaited(node)) {
            conditions.isUnknown(type, "waiting for the data plane");
        } else {
            conditions.isTrue(type, "listener is served");
        }
    }

    private Optional<Ack.Problem> problem(ListenerNode node) {
        return Optional.ofNullable(problems.get(ListenerPlan.key(node.key())));
    }
}
