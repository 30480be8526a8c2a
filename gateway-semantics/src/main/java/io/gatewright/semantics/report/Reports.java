package io.gatewright.semantics.report;

import io.gatewright.model.name.ObjectRef;
import io.gatewright.semantics.listener.ListenerSetNode;
import io.gatewright.semantics.plan.Ack;
import io.gatewright.semantics.topology.ClassNode;
import io.gatewright.semantics.topology.GatewayNode;
import io.gatewright.semantics.topology.RouteNode;
import io.gatewright.semantics.topology.Topology;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Derives the report: all conditions of an object at once, and nowhere else. */
public final class Reports {
    private Reports() {}

    /**
     * The whole report.
     *
     * @param acks the newest ack of each Gateway's data plane; a Gateway without one has not been programmed yet
     */
    public static Report of(Topology topology, Map<ObjectRef, Ack> acks) {
        TreeMap<ObjectRef, ObjectReport> objects = new TreeMap<>();
        GatewayReports gateways = new GatewayReports(topology);
        for (ClassNode node : topology.classes()) {
            put(objects, gateways.of(node));
        }
        for (GatewayNode node : topology.gateways().values()) {
            Optional<Ack> ack = Optional.ofNullable(acks.get(node.gateway().ref()));
            ListenerReports listeners = new ListenerReports(topology, node, ack);
            put(objects, gateways.of(node, listeners, ack));
            for (ListenerSetNode set : node.listeners().sets()) {
                put(objects, gateways.of(node, set, listeners));
            }
        }
        RouteReports routes = new RouteReports(topology.settings().controllerName());
        for (RouteNode node : topology.routes().values()) {
            put(objects, routes.of(node));
        }
        new PolicyReports(topology).all().forEach(report -> put(objects, report));
        return new Report(objects);
    }

    private static void put(Map<ObjectRef, ObjectReport> objects, ObjectReport report) {
        objects.put(report.object(), report);
    }
}
