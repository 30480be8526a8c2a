package io.gatewright.app.cli;

import io.gatewright.app.check.Analysis;
import io.gatewright.app.check.CheckText;
import io.gatewright.app.check.CheckTree;
import io.gatewright.app.check.Sarif;
import io.gatewright.app.output.Trees;
import io.gatewright.semantics.topology.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Judge objects without serving them.",
            "",
            "Reads as an API server would (types, limits, cross-field rules), then follows every reference and attaches"
                    + " every route as a running gateway would. Prints each object with its conditions and each finding"
                    + " with file:line:column.",
            "",
            "Without a GatewayClass of controller gatewright.io/controller there is one named `gatewright`; namespaces"
                    + " in use exist.",
            ""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:nothing wrong (warnings do not count, unless --strict)",
            "1:at least one error",
            "2:called wrongly"
        },
        footer = {
            "",
            "Examples:",
            "  gatewright check ./gateway",
            "  kustomize build | gatewright check -",
            "  gatewright check ./gateway -o sarif > gatewright.sarif"
        })
final class CheckCommand implements Callable<Integer> {
    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private Gatewright gatewright;

    @Parameters(paramLabel = "PATH", description = "Files and folders; `-` is standard input.")
    private List<String> paths = new ArrayList<>();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description = "One of ${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.")
    private Format format = Format.table;

    @Option(names = "--strict", description = "Warnings fail the check too.")
    private boolean strict;

    /** Named as they are typed. */
    enum Format {
        table,
        json,
        yaml,
        sarif
    }

    @Override
    public Integer call() {
        Analysis analysis = Analysis.of(Inputs.look(paths, gatewright.in()), Settings.defaults());
        gatewright.out().print(text(analysis));
        return analysis.errors() > 0 || strict && analysis.warnings() > 0 ? Gatewright.FOUND : Gatewright.OK;
    }

    private String text(Analysis analysis) {
        return switch (format) {
            case table -> CheckText.of(analysis, gatewright.paint());
            case json -> Trees.json(CheckTree.of(analysis));
            case yaml -> Trees.yaml(CheckTree.of(analysis));
            case sarif -> Trees.json(Sarif.of(analysis, Gatewright.version()));
        };
    }
}
