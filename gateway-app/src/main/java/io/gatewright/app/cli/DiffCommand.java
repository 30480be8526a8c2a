package io.gatewright.app.cli;

import io.gatewright.app.check.Analysis;
import io.gatewright.app.output.Paint;
import io.gatewright.app.plan.PlanChanges;
import io.gatewright.model.name.ObjectRef;
import io.gatewright.semantics.plan.Plan;
import io.gatewright.semantics.topology.Settings;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Command(
        name = "diff",
        mixinStandardHelpOptions = true,
        description = {
            "Say what a change of objects means for the gateway.",
            "",
            "It is the difference of the two plans, not of the two texts: what moves no traffic does not show.",
            ""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:the plans are equal", "1:they differ", "2:called wrongly"},
        footer = {
            "",
            "Example:",
            "  git worktree add /tmp/before HEAD~1 && gatewright diff /tmp/before/gateway ./gateway"
        })
final class DiffCommand implements Callable<Integer> {
    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private Gatewright gatewright;

    @Parameters(index = "0", paramLabel = "OLD", description = "File or folder before the change.")
    @SuppressWarnings("NullAway.Init")
    private String before;

    @Parameters(index = "1", paramLabel = "NEW", description = "File or folder after it.")
    @SuppressWarnings("NullAway.Init")
    private String after;

    @Override
    public Integer call() {
        Map<ObjectRef, Plan> old = plans(before);
        Map<ObjectRef, Plan> now = plans(after);
        TreeSet<ObjectRef> gateways = new TreeSet<>(old.keySet());
        gateways.addAll(now.keySet());
        boolean differs = false;
        Paint paint = gatewright.paint();
        for (ObjectRef gateway : gateways) {
            Plan from = old.getOrDefault(gateway, Plan.empty(gateway));
            Plan to = now.getOrDefault(gateway, Plan.empty(gateway));
            List<String> changes = PlanChanges.between(from, to);
            if (!changes.isEmpty() || !old.containsKey(gateway) || !now.containsKey(gateway)) {
                differs = true;
                String word = !old.containsKey(gateway) ? " (new)" : !now.containsKey(gateway) ? " (gone)" : "";
                gatewright.out().println(paint.strong(gateway + word));
                changes.forEach(line -> gatewright.out().println("  " + colour(paint, line)));
            }
        }
        return differs ? Gatewright.FOUND : Gatewright.OK;
    }

    private Map<ObjectRef, Plan> plans(String path) {
        Analysis analysis = Analysis.of(Inputs.look(List.of(path), gatewright.in()), Settings.defaults());
        Map<ObjectRef, Plan> plans = new TreeMap<>();
        analysis.plans().forEach(plan -> plans.put(plan.gateway(), plan));
        return plans;
    }

    private static String colour(Paint paint, String line) {
        return switch (line.charAt(0)) {
            case '+' -> paint.good(line);
            case '-' -> paint.bad(line);
            case '~' -> paint.doubtful(line);
            default -> line;
        };
    }
}
