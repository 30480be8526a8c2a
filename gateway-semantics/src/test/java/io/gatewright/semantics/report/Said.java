package io.gatewright.semantics.report;

import io.gatewright.model.name.ObjectRef;
import io.gatewright.model.world.World;
import io.gatewright.semantics.plan.Ack;
import io.gatewright.semantics.topology.Settings;
import io.gatewright.semantics.topology.Topology;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a report says, short enough to compare in a test: {@code Accepted=False/NoMatchingParent}. */
final class Said {
    private final Report report;

    private Said(Report report) {
        this.report = report;
    }

    static Said of(World world) {
        return new Said(Reports.of(Topology.of(world, Settings.defaults()), Map.of()));
    }

    static Said of(World world, Map<ObjectRef, Ack> acks) {
        return new Said(Reports.of(Topology.of(world, Settings.defaults()), acks));
    }

    Report report() {
        return report;
    }

    private ObjectReport object(String kind, String name) {
        return report.objects().values().stream()
                .filter(object -> object.object().kind().equals(kind)
                        && object.object().namespacedName().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("nothing said about " + kind + " " + name));
    }

    Optional<ObjectReport> about(String kind, String name) {
        return report.objects().values().stream()
                .filter(object -> object.object().kind().equals(kind)
                        && object.object().namespacedName().equals(name))
                .findFirst();
    }

    String object(String kind, String name, String type) {
        return one(object(kind, name).conditions(), type);
    }

    ListenerReport listener(String kind, String name, String listener) {
        return object(kind, name).listeners().stream()
                .filter(report -> report.name().equals(listener))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no listener " + listener));
    }

    String listener(String kind, String name, String listener, String type) {
        return one(listener(kind, name, listener).conditions(), type);
    }

    String parent(String kind, String name, int index, String type) {
        return one(object(kind, name).parents().get(index).conditions(), type);
    }

    String ancestor(String kind, String name, int index, String type) {
        return one(object(kind, name).ancestors().get(index).conditions(), type);
    }

    private static String one(List<ConditionReport> conditions, String type) {
        return conditions.stream()
                .filter(condition -> condition.type().equals(type))
                .map(condition -> condition.status() + "/" + condition.reason())
                .collect(Collectors.joining(","));
    }
}
