package io.gatewright.conformance.engine;

import io.gatewright.semantics.report.ConditionReport;
import io.gatewright.semantics.report.ListenerReport;
import io.gatewright.semantics.report.ObjectReport;
import io.gatewright.semantics.report.ParentReport;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A report in the form of the API's {@code status}. */
final class StatusTree {
    private StatusTree() {}

    static Map<String, Object> of(ObjectReport report) {
        Map<String, Object> status = new LinkedHashMap<>();
        put(status, "conditions", conditions(report.conditions()));
        put(
                status,
                "listeners",
                report.listeners().stream().map(StatusTree::listener).toList());
        put(
                status,
                "parents",
                report.parents().stream().map(one -> entry("parentRef", one)).toList());
        put(
                status,
                "ancestors",
                report.ancestors().stream()
                        .map(one -> entry("ancestorRef", one))
                        .toList());
        put(
                status,
                "addresses",
                report.addresses().stream()
                        .map(one -> Map.of("type", one.type(), "value", one.value()))
                        .toList());
        put(
                status,
                "supportedFeatures",
                report.supportedFeatures().stream()
                        .map(name -> Map.of("name", name))
                        .toList());
        report.attachedListenerSets().ifPresent(count -> status.put("attachedListenerSets", count));
        return status;
    }

    private static void put(Map<String, Object> status, String key, List<?> list) {
        if (!list.isEmpty()) {
            status.put(key, list);
        }
    }

    private static List<Object> conditions(List<ConditionReport> reports) {
        List<Object> conditions = new ArrayList<>();
        for (ConditionReport report : reports) {
            conditions.add(Map.of(
                    "type", report.type(),
                    "status", report.status(),
                    "reason", report.reason(),
                    "message", report.message(),
                    "observedGeneration", report.observedGeneration()));
        }
        return conditions;
    }

    private static Map<String, Object> listener(ListenerReport report) {
        return Map.of(
                "name",
                report.name(),
                "supportedKinds",
                report.supportedKinds().stream()
                        .map(kind -> Map.of("group", kind.group(), "kind", kind.kind()))
                        .toList(),
                "attachedRoutes",
                report.attachedRoutes(),
                "conditions",
                conditions(report.conditions()));
    }

    private static Map<String, Object> entry(String ref, ParentReport report) {
        Map<String, Object> parent = new LinkedHashMap<>();
        parent.put("group", report.parentRef().group());
        parent.put("kind", report.parentRef().kind());
        report.parentRef().namespace().ifPresent(namespace -> parent.put("namespace", namespace));
        parent.put("name", report.parentRef().name());
        report.parentRef().sectionName().ifPresent(section -> parent.put("sectionName", section));
        report.parentRef().port().ifPresent(port -> parent.put("port", port));
        return Map.of(
                ref, parent, "controllerName", report.controllerName(), "conditions", conditions(report.conditions()));
    }
}
