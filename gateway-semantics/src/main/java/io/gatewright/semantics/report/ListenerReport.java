package io.gatewright.semantics.report;

import io.gatewright.model.name.GroupKind;
import java.util.List;

/** One entry of {@code status.listeners}. */
public record ListenerReport(
        String name, List<GroupKind> supportedKinds, int attachedRoutes, List<ConditionReport> conditions) {
    public ListenerReport {
        supportedKinds = List.copyOf(supportedKinds);
        conditions = List.copyOf(conditions);
    }
}
