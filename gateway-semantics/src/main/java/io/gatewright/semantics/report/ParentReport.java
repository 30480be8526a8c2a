package io.gatewright.semantics.report;

import io.gatewright.model.route.ParentReference;
import java.util.List;

/** One entry of a route's {@code status.parents}, or of a policy's {@code status.ancestors}. */
public record ParentReport(ParentReference parentRef, String controllerName, List<ConditionReport> conditions) {
    public ParentReport {
        conditions = List.copyOf(conditions);
    }
}
