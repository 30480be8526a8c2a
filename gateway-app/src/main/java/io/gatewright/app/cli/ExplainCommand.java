package io.gatewright.app.cli;

import io.gatewright.app.check.Analysis;
import io.gatewright.app.explain.AskedRequest;
import io.gatewright.app.explain.AskedRequest.HeaderLine;
import io.gatewright.app.explain.ExplainText;
import io.gatewright.app.explain.ExplainTree;
import io.gatewright.app.explain.Explanation;
import io.gatewright.app.output.Trees;
import io.gatewright.semantics.plan.Plan;
import io.gatewright.semantics.plan.RulePlan;
import io.gatewright.semantics.topology.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Say why a request or a connection goes where it goes.",
            "",
            "Step by step: listener, host, candidates with the reason why each was skipped, rule, filters, backends with"
                    + " their shares, and the request that the backend gets.",
            "",
            "`tls://NAME:PORT`, `tcp://:PORT` and `udp://:PORT` ask about connections and datagrams below HTTP.",
            "",
            "It is the gateway's own evaluator that answers. The port of the URL is the one that listeners declare, not"
                    + " one moved by --port-offset. Filters that ask another service are taken to allow the request.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  gatewright explain ./gateway -X GET http://www.example.com/cart",
            "  gatewright explain ./gateway https://www.example.com/cart?id=7 -H 'x-team: red' -o json",
            "  gatewright explain ./gateway tls://mail.example.com:443"
        })
final class ExplainCommand implements Callable<Integer> {
    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private Gatewright gatewright;

    @Parameters(paramLabel = "PATH... URL", description = "Files and folders (`-` is standard input), and one URL.")
    private List<String> arguments = new ArrayList<>();

    @Option(
            names = {"-X", "--request"},
            paramLabel = "METHOD",
            description = "Method; default ${DEFAULT-VALUE}.")
    private String method = "GET";

    @Option(
            names = {"-H", "--header"},
            paramLabel = "'NAME: VALUE'",
            description = "Header; may be repeated. `Host` replaces the host of the URL, which stays the server name.")
    private List<String> headers = new ArrayList<>();

    @Option(names = "--gateway", paramLabel = "NAMESPACE/NAME", description = "Which Gateway gets the request.")
    private @Nullable String gateway;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description = "One of ${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.")
    private Format format = Format.text;

    /** Named as they are typed. */
    enum Format {
        text,
        json,
        yaml
    }

    @Override
    public Integer call() {
        AskedRequest request = request();
        List<String> paths =
                arguments.stream().filter(text -> !AskedRequest.isUrl(text)).toList();
        Analysis analysis = Analysis.of(Inputs.look(paths, gatewright.in()), Settings.defaults());
        Explanation explanation = Explanation.of(plan(analysis, request), request);
        gatewright
                .out()
                .print(
                        switch (format) {
                            case text -> ExplainText.of(explanation, rule -> place(analysis, rule));
                            case json -> Trees.json(ExplainTree.of(explanation, rule -> place(analysis, rule)));
                            case yaml -> Trees.yaml(ExplainTree.of(explanation, rule -> place(analysis, rule)));
                        });
        Choice.hint(analysis, gatewright.err());
        return Gatewright.OK;
    }

    private AskedRequest request() {
        List<String> urls = arguments.stream().filter(AskedRequest::isUrl).toList();
        if (urls.size() != 1) {
            throw new UserError("expected one URL such as `http://www.example.com/path`, got " + urls.size()
                    + ": see `gatewright explain --help`");
        }
        try {
            return new AskedRequest(
                    method, urls.get(0), headers.stream().map(HeaderLine::parse).toList());
        } catch (IllegalArgumentException e) {
            throw new UserError(String.valueOf(e.getMessage()));
        }
    }

    /** The Gateway that is named, or the only one, or the only one with that port. */
    private Plan plan(Analysis analysis, AskedRequest request) {
        List<Plan> plans = Choice.only(analysis.plans(), Optional.ofNullable(gateway));
        if (plans.isEmpty()) {
            throw new UserError("no Gateway to ask: see `gatewright check`");
        }
        OptionalInt port = request.port();
        List<Plan> withPort = plans.stream()
                .filter(plan -> port.isPresent()
                        && Explanation.ports(plan, request.udp()).contains(port.getAsInt()))
                .toList();
        List<Plan> candidates = withPort.isEmpty() ? plans : withPort;
        if (withPort.isEmpty() && port.isPresent() && plans.size() > 1) {
            throw new UserError("no Gateway listens on port " + port.getAsInt() + ": expected a declared port: "
                    + plans.stream()
                            .map(plan -> "`" + plan.gateway().namespacedName() + "` has "
                                    + Explanation.ports(plan, request.udp()))
                            .collect(Collectors.joining(", ")));
        }
        if (candidates.size() > 1) {
            throw new UserError("several Gateways could get this request: choose one with `--gateway`: "
                    + Choice.names(candidates));
        }
        return candidates.get(0);
    }

    private static String place(Analysis analysis, RulePlan rule) {
        return analysis.declared()
                .locate(rule.route(), "spec.rules[" + rule.index() + "]")
                .map(at -> at.file() + ":" + at.line())
                .orElse("");
    }
}
