package io.gatewright.app.output;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.gatewright.model.read.ModelJson;
import io.gatewright.semantics.report.ConditionReport;
import io.gatewright.semantics.report.ListenerReport;
import io.gatewright.semantics.report.ObjectReport;
import io.gatewright.semantics.report.ParentReport;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The report on one object in the form of its {@code status} in the API, without times of transition. */
public final class StatusTree {
    private static final ModelJson MODEL = new ModelJson();
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private StatusTree() {}

    /** Maps and lists, in the order of the API's fields; what the kind does not have is left out. */
    public static Map<String, Object> of(ObjectReport report) {
        Map<String, Object> status = new LinkedHashMap<>();
        if (!report.addresses().isEmpty()) {
            List<Object> addresses = new ArrayList<>();
            report.addresses().forEach(address -> {
                Map<String, Object> one = new LinkedHashMap<>();
                one.put("type", address.type());
                one.put("value", address.value());
                addresses.add(one);
            });
            status.put("addresses", addresses);
        }
        if (!report.conditions().isEmpty()) {
            status.put("conditions", conditions(report.conditions()));
        }
        if (!report.listeners().isEmpty()) {
            status.put(
                    "listeners",
                    report.listeners().stream().map(StatusTree::listener).toList());
        }
        report.attachedListenerSets().ifPresent(sets -> status.put("attachedListenerSets", sets));
        if (!report.parents().isEmpty()) {
            status.put(
                    "parents",
                    report.parents().stream()
                            .map(parent -> parent("parentRef", parent))
                            .toList());
        }
        if (!report.ancestors().isEmpty()) {
            status.put(
                    "ancestors",
                    report.ancestors().stream()
                            .map(parent -> parent("ancestorRef", parent))
                            .toList());
        }
        if (!report.supportedFeatures().isEmpty()) {
            status.put(
                    "supportedFeatures",
                    report.supportedFeatures().stream()
                            .map(name -> Map.of("name", name))
                            .toList());
        }
        return status;
    }

    private static Map<String, Object> listener(ListenerReport listener) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("name", listener.name());
        List<Object> kinds = new ArrayList<>();
        listener.supportedKinds().forEach(kind -> {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("group", kind.group());
            one.put("kind", kind.kind());
            kinds.add(one);
        });
        tree.put("supportedKinds", kinds);
        tree.put("attachedRoutes", listener.attachedRoutes());
        tree.put("conditions", conditions(listener.conditions()));
        return tree;
    }

    private static Map<String, Object> parent(String field, ParentReport parent) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put(field, MAPPER.convertValue(MODEL.partToTree(parent.parentRef()), Map.class));
        tree.put("controllerName", parent.controllerName());
        tree.put("conditions", conditions(parent.conditions()));
        return tree;
    }

    private static List<Object> conditions(List<ConditionReport> conditions) {
        List<Object> list = new ArrayList<>();
        for (ConditionReport condition : conditions) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("type", condition.type());
            one.put("status", condition.status());
            one.put("reason", condition.reason());
            one.put("message", condition.message());
            one.put("observedGeneration", condition.observedGeneration());
            list.add(one);
        }
        return list;
    }
}
