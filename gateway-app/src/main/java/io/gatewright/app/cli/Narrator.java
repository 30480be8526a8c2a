package io.gatewright.app.cli;

import io.gatewright.app.control.State;
import io.gatewright.app.files.Declared;
import io.gatewright.app.output.Paint;
import io.gatewright.app.plan.PlanChanges;
import io.gatewright.model.name.ObjectRef;
import io.gatewright.model.read.tree.Location;
import io.gatewright.semantics.plan.Plan;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;

/** Tells a person what changes while a gateway runs: problems that come and go, plans that are put into effect. */
final class Narrator {
    private static final int MOST_LINES = 8;

    private final PrintStream out;
    private final Paint paint;
    private TreeSet<String> fileProblems = new TreeSet<>();
    private TreeSet<String> findings = new TreeSet<>();
    private Map<ObjectRef, Plan> plans = new TreeMap<>();
    private boolean started;

    Narrator(PrintStream out, Paint paint) {
        this.out = out;
        this.paint = paint;
    }

    /** A new state of the files. */
    synchronized void files(Declared declared) {
        TreeSet<String> now = new TreeSet<>();
        declared.problems().forEach(problem -> now.add(problem.toString()));
        declared.keptInForce()
                .forEach((ref, problems) ->
                        now.add(problems.get(0).at().map(Location::toString).orElse("") + ": warning: " + ref
                                + ": cannot be read any more, its last good state stays in force"));
        tell(fileProblems, now);
        fileProblems = now;
    }

    /**
     * A new state of the gateway.
     *
     * @param locate where a field of an object stands, {@code file:line:column: }, or empty
     */
    synchronized void state(State state, BiFunction<ObjectRef, String, String> locate) {
        TreeSet<String> now = new TreeSet<>();
        state.topology()
                .findings()
                .forEach(finding -> now.add(locate.apply(finding.object(), finding.path()) + "error: "
                        + finding.object() + ": " + (finding.path().isEmpty() ? "" : finding.path() + ": ")
                        + finding.message() + " [" + finding.reason().text() + "]"));
        state.acks()
                .values()
                .forEach(ack -> ack.problems()
                        .forEach(problem -> now.add("error: " + problem.entry() + ": " + problem.message() + " ["
                                + problem.reason() + "]")));
        tell(findings, now);
        findings = now;
        Map<ObjectRef, Plan> next = new TreeMap<>();
        state.plans().forEach(plan -> next.put(plan.gateway(), plan));
        if (started) {
            changes(next);
        }
        plans = next;
        started = true;
    }

    private void changes(Map<ObjectRef, Plan> next) {
        TreeSet<ObjectRef> gateways = new TreeSet<>(plans.keySet());
        gateways.addAll(next.keySet());
        for (ObjectRef gateway : gateways) {
            List<String> lines = PlanChanges.between(
                    plans.getOrDefault(gateway, Plan.empty(gateway)), next.getOrDefault(gateway, Plan.empty(gateway)));
            if (!lines.isEmpty()) {
                out.println("changed: " + gateway);
                List<String> shown = new ArrayList<>(lines.subList(0, Math.min(MOST_LINES, lines.size())));
                if (lines.size() > shown.size()) {
                    shown.add("... and " + (lines.size() - shown.size()) + " more lines");
                }
                shown.forEach(line -> out.println("  " + line));
            }
        }
        out.flush();
    }

    private void tell(TreeSet<String> before, TreeSet<String> now) {
        for (String line : now) {
            if (!before.contains(line)) {
                out.println(paint.doubtful(line));
            }
        }
        for (String line : before) {
            if (!now.contains(line)) {
                out.println(paint.good("no longer: ") + line);
            }
        }
        out.flush();
    }
}
