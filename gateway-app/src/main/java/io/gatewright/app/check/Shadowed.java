package io.gatewright.app.check;

import io.gatewright.app.files.Declared;
import io.gatewright.model.read.tree.Location;
import io.gatewright.semantics.plan.Plan;
import io.gatewright.semantics.plan.RulePlan;
import io.gatewright.semantics.report.Shadows;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Rules that can never match, with the rules that take their requests. */
final class Shadowed {
    private Shadowed() {}

    static List<Remark> remarks(Plan plan, Declared declared) {
        List<Remark> remarks = new ArrayList<>();
        for (Shadows.Shadow shadow : Shadows.of(plan)) {
            RulePlan rule = shadow.rule();
            String winner = shadow.shadowedBy().isEmpty()
                    ? "others"
                    : name(shadow.shadowedBy().get(0), declared)
                            + (shadow.shadowedBy().size() > 1
                                    ? " and " + (shadow.shadowedBy().size() - 1) + " more"
                                    : "");
            remarks.add(new Remark(
                    Remark.Severity.WARNING,
                    "ShadowedRule",
                    at(rule, declared),
                    Optional.of(rule.route()),
                    "spec.rules[" + rule.index() + "]",
                    "the rule can never match on " + plan.gateway() + ": its requests are taken by " + winner));
        }
        return remarks;
    }

    private static String name(RulePlan rule, Declared declared) {
        return "rule " + rule.index() + " of " + rule.route()
                + at(rule, declared)
                        .map(at -> " (" + at.file() + ":" + at.line() + ")")
                        .orElse("");
    }

    private static Optional<Location> at(RulePlan rule, Declared declared) {
        return declared.locate(rule.route(), "spec.rules[" + rule.index() + "]");
    }
}
