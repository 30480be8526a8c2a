package io.gatewright.app.cli;

import io.gatewright.app.check.Analysis;
import io.gatewright.semantics.plan.Plan;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Which Gateway is meant. */
final class Choice {
    private Choice() {}

    /**
     * The plans of the named Gateway, or all.
     *
     * @param name {@code namespace/name}, or a name in the namespace {@code default}
     */
    static List<Plan> only(List<Plan> plans, Optional<String> name) {
        if (name.isEmpty()) {
            return plans;
        }
        String full = name.get().indexOf('/') < 0 ? "default/" + name.get() : name.get();
        List<Plan> found = plans.stream()
                .filter(plan -> plan.gateway().namespacedName().equals(full))
                .toList();
        if (found.isEmpty()) {
            throw new UserError("Gateway `" + full + "`: not found among " + (plans.isEmpty() ? "none" : names(plans))
                    + ": see `gatewright check`");
        }
        return found;
    }

    static String names(List<Plan> plans) {
        return plans.stream()
                .map(plan -> "`" + plan.gateway().namespacedName() + "`")
                .collect(Collectors.joining(", "));
    }

    /** Says that there is more to know, without repeating it. */
    static void hint(Analysis analysis, PrintStream err) {
        if (analysis.plans().isEmpty()) {
            err.println("gatewright: no Gateway to serve: see `gatewright check`");
        } else if (analysis.errors() > 0) {
            err.println("gatewright: " + analysis.errors() + (analysis.errors() == 1 ? " error" : " errors")
                    + " in the objects: see `gatewright check`");
        }
    }
}
