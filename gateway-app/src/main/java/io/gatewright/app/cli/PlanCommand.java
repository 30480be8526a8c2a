package io.gatewright.app.cli;

import io.gatewright.app.check.Analysis;
import io.gatewright.app.plan.PlanJson;
import io.gatewright.semantics.plan.Plan;
import io.gatewright.semantics.topology.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Command(
        name = "plan",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Print what each Gateway would do.",
            "",
            "The plan (listeners, routes, rules, clusters, endpoints, certificates) is what the data plane gets. What is wrong with the objects is `gatewright check`'s business; a"
                    + " refused part stands in the plan with its reason.",
            ""
        },
        footer = {"", "Example:", "  gatewright plan ./gateway --gateway default/gateway -o json"})
final class PlanCommand implements Callable<Integer> {
    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private Gatewright gatewright;

    @Parameters(paramLabel = "PATH", description = "Files and folders; `-` is standard input.")
    private List<String> paths = new ArrayList<>();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description = "One of ${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.")
    private Format format = Format.yaml;

    @Option(names = "--gateway", paramLabel = "NAMESPACE/NAME", description = "Only this Gateway.")
    private @Nullable String gateway;

    @Option(names = "--show-keys", description = "Print private keys instead of `redacted`.")
    private boolean showKeys;

    /** Named as they are typed. */
    enum Format {
        yaml,
        json
    }

    @Override
    public Integer call() {
        Analysis analysis = Analysis.of(Inputs.look(paths, gatewright.in()), Settings.defaults());
        List<Plan> plans = Choice.only(analysis.plans(), Optional.ofNullable(gateway));
        PlanJson json = showKeys ? PlanJson.withKeys() : PlanJson.masked();
        gatewright.out().print(format == Format.yaml ? json.toYaml(plans) : json.toJson(plans) + "\n");
        Choice.hint(analysis, gatewright.err());
        return Gatewright.OK;
    }
}
