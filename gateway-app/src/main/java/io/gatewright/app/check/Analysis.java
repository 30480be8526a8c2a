package io.gatewright.app.check;

import io.gatewright.app.files.Declared;
import io.gatewright.app.standalone.Implied;
import io.gatewright.model.name.ObjectRef;
import io.gatewright.model.read.Problem;
import io.gatewright.model.world.World;
import io.gatewright.semantics.finding.ConditionType;
import io.gatewright.semantics.finding.Finding;
import io.gatewright.semantics.plan.Plan;
import io.gatewright.semantics.planner.EndpointSets;
import io.gatewright.semantics.planner.Planner;
import io.gatewright.semantics.report.Report;
import io.gatewright.semantics.report.Reports;
import io.gatewright.semantics.topology.Settings;
import io.gatewright.semantics.topology.Topology;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Everything that follows from declared objects, short of serving them. The same functions in the same order as in a running
 * gateway.
 *
 * @param declared what the files say
 * @param world with what goes without saying
 * @param plans one per valid Gateway of ours
 * @param report as if nothing was programmed yet
 * @param remarks everything there is to say, sorted by place
 */
public record Analysis(
        Declared declared, World world, Topology topology, List<Plan> plans, Report report, List<Remark> remarks) {

    private static final Set<ConditionType> ADVISORY =
            Set.of(ConditionType.OVERLAPPING_TLS_CONFIG, ConditionType.INSECURE_FRONTEND_VALIDATION_MODE);

    public Analysis {
        plans = List.copyOf(plans);
        remarks = remarks.stream().sorted(Remark.BY_PLACE).distinct().toList();
    }

    /** Analyses declared objects. */
    public static Analysis of(Declared declared, Settings settings) {
        World world = new Implied(settings.controllerName()).apply(World.empty().apply(declared.events()));
        Topology topology = Topology.of(world, settings);
        List<Plan> plans = Planner.plan(topology, EndpointSets.of(world));
        List<Remark> remarks = new ArrayList<>();
        declared.problems().forEach(problem -> remarks.add(remark(problem)));
        topology.findings().forEach(finding -> remarks.add(remark(finding, declared)));
        remarks.addAll(new Strays(world, topology, declared).remarks());
        plans.forEach(plan -> remarks.addAll(Shadowed.remarks(plan, declared)));
        plans.forEach(plan -> remarks.addAll(Outranked.remarks(plan, declared)));
        return new Analysis(declared, world, topology, plans, Reports.of(topology, Map.of()), remarks);
    }

    public long errors() {
        return remarks.stream()
                .filter(remark -> remark.severity() == Remark.Severity.ERROR)
                .count();
    }

    public long warnings() {
        return remarks.size() - errors();
    }

    /** {@code file:line} of an object, empty for one that no file declares. */
    public String place(ObjectRef ref) {
        return declared.locate(ref, "")
                .map(location -> location.file() + ":" + location.line())
                .orElse("");
    }

    private static Remark remark(Problem problem) {
        return new Remark(
                problem.isError() ? Remark.Severity.ERROR : Remark.Severity.WARNING,
                problem.rule(),
                problem.at(),
                problem.object(),
                problem.field(),
                problem.expected().isEmpty()
                        ? problem.message()
                        : problem.message() + ": expected " + problem.expected());
    }

    private static Remark remark(Finding finding, Declared declared) {
        return new Remark(
                ADVISORY.contains(finding.reason().condition()) ? Remark.Severity.WARNING : Remark.Severity.ERROR,
                finding.reason().text(),
                declared.locate(finding.object(), finding.path()),
                Optional.of(finding.object()),
                finding.path(),
                finding.message());
    }
}
