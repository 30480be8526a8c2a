package io.gatewright.semantics.report;

import io.gatewright.semantics.attach.ParentVerdict;
import io.gatewright.semantics.finding.ConditionType;
import io.gatewright.semantics.finding.Finding;
import io.gatewright.semantics.topology.RouteNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The status of routes, of any kind: one entry per parentRef of ours. */
final class RouteReports {
    private final String controllerName;

    RouteReports(String controllerName) {
        this.controllerName = controllerName;
    }

    ObjectReport of(RouteNode node) {
        long generation = node.route().metadata().observableGeneration();
        List<ParentReport> parents = new ArrayList<>();
        for (ParentVerdict verdict : node.parents()) {
            parents.add(new ParentReport(verdict.parentRef(), controllerName, conditions(node, verdict, generation)));
        }
        return ObjectReport.ofRoute(node.route().ref(), generation, parents);
    }

    private static List<ConditionReport> conditions(RouteNode node, ParentVerdict verdict, long generation) {
        Conditions conditions = new Conditions(generation);
        List<Finding> invalid = node.lowered().invalid();
        if (!verdict.attached()) {
            conditions.unless(ConditionType.ACCEPTED, verdict.findings(), "");
        } else if (!node.lowered().anyRuleValid()) {
            conditions.unless(ConditionType.ACCEPTED, invalid, "");
        } else {
            conditions.isTrue(ConditionType.ACCEPTED, "route is accepted");
        }
        conditions.unless(ConditionType.RESOLVED_REFS, node.lowered().unresolved(), "all references are resolved");
        if (verdict.attached() && node.lowered().anyRuleValid() && !invalid.isEmpty()) {
            conditions.isTrue(
                    ConditionType.PARTIALLY_INVALID,
                    "UnsupportedValue",
                    "Dropped Rule: not served, requests that reach it are refused: "
                            + invalid.stream()
                                    .map(finding -> finding.path() + ": " + finding.message())
                                    .limit(8)
                                    .collect(Collectors.joining("; ")));
        }
        return conditions.list();
    }
}
