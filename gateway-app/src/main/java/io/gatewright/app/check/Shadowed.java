package io.gatewright.app.check;

import io.gatewright.app.files.Declared;
import io.gatewright.semantics.plan.Plan;
import java.util.List;

/** Rules that can never match, with the rules that take their requests. */
final class Shadowed {
    private Shadowed() {}

    static List<Remark> remarks(Plan plan, Declared declared) {
        return List.of();
    }
}
