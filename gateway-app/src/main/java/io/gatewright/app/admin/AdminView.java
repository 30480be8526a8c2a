package io.gatewright.app.admin;

import io.gatewright.runtime.observe.MeterVisitor;
import io.gatewright.semantics.plan.Plan;
import io.gatewright.semantics.plan.RulePlan;
import java.util.List;
import java.util.Map;

/** What the pages of a running process are made of. Any thread. */
public interface AdminView {
    /** Why it is not ready; empty when it is. */
    List<String> obstacles();

    /** Why it should be started anew; empty as long as it works. */
    default List<String> faults() {
        return List.of();
    }

    /** The plans that it serves or sends. */
    List<Plan> plans();

    /** Shows all meters. */
    void meters(MeterVisitor visitor);

    /** The status of every object, as a tree. */
    Map<String, Object> status();

    /** Where a rule was declared; empty if that is not known. */
    default String place(RulePlan rule) {
        return "";
    }
}
