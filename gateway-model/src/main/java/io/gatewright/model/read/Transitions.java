package io.gatewright.model.read;

import io.gatewright.model.core.ApiObject;
import io.gatewright.model.read.rule.Rules;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The rules about a change: what an API server refuses in an update although both states are good by themselves. */
public final class Transitions {
    private Transitions() {}

    /** What is wrong with replacing {@code before} by {@code after}, both of the same identity. */
    public static List<Problem> check(ApiObject before, ApiObject after) {
        List<Problem> problems = new ArrayList<>();
        Rules.checkChange(
                before,
                after,
                (warning, rule, path, message, expected) -> problems.add(new Problem(
                        warning ? Problem.Severity.WARNING : Problem.Severity.ERROR,
                        rule,
                        Optional.empty(),
                        Optional.of(after.ref()),
                        path.toString(),
                        message,
                        expected)));
        return List.copyOf(problems);
    }
}
