package io.gatewright.app.cli;

import io.gatewright.app.demo.DemoBackend;
import io.gatewright.app.demo.Quickstart;
import io.gatewright.app.standalone.Standalone;
import io.gatewright.model.name.Hostname;
import io.gatewright.semantics.plan.ListenerPlan;
import io.gatewright.semantics.plan.Plan;
import io.gatewright.semantics.plan.RoutePlan;
import io.gatewright.semantics.plan.RulePlan;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Serve the quickstart on this machine, with a backend to talk to.",
            "",
            "Edit the files that it names while it runs: the next request sees the change. The backends answer like httpbin:"
                    + " /get /headers /anything /status/N /delay/N /echo, and a WebSocket echo at /ws.",
            ""
        })
final class DemoCommand implements Callable<Integer> {
    /** As in examples/quickstart/backend.yaml. */
    static final int BACKEND_PORT = 8700;

    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private Gatewright gatewright;

    @Parameters(paramLabel = "PATH", arity = "0..*", description = "Other files and folders than the quickstart's.")
    private List<String> paths = new ArrayList<>();

    @Option(names = "--address", paramLabel = "IP", description = "Local address; default ${DEFAULT-VALUE}.")
    private String address = "127.0.0.1";

    @Option(
            names = "--port-offset",
            paramLabel = "N",
            description = "Added to every declared port; default ${DEFAULT-VALUE}: port 80 is bound as 8080.")
    private int portOffset = 8000;

    @Option(
            names = "--admin",
            paramLabel = "ADDRESS",
            description = "Health, metrics, status, plan and explain, or `off`. Default ${DEFAULT-VALUE}.")
    private String admin = "127.0.0.1:9901";

    @Option(
            names = "--backend-port",
            paramLabel = "PORT",
            description =
                    "Port of the first backend, the second has the next one; default ${DEFAULT-VALUE}, as in the files.")
    private int backendPort = BACKEND_PORT;

    @Mixin
    private ServeOptions options = new ServeOptions();

    @Override
    public Integer call() {
        try (Quickstart quickstart = paths.isEmpty() ? Quickstart.find() : Quickstart.of(Inputs.paths(paths));
                DemoBackend first = backend("httpbin", backendPort);
                DemoBackend second = backend("httpbin-v2", backendPort == 0 ? 0 : backendPort + 1)) {
            PrintStream out = gatewright.err();
            out.println("backends: httpbin at " + Serving.text(first.address()) + ", httpbin-v2 at "
                    + Serving.text(second.address()));
            return new Serving(
                            gatewright,
                            new Serving.Setup(
                                    quickstart.paths(),
                                    options.runtime(address, portOffset),
                                    options.accessLog("off"),
                                    ServeOptions.admin(admin),
                                    options.drainTimeout(),
                                    gateway -> invite(gateway, quickstart.paths(), out)))
                    .run();
        } catch (IOException e) {
            throw new UserError(e.getMessage() + ": is another demo running?");
        }
    }

    private static DemoBackend backend(String name, int port) throws IOException {
        return DemoBackend.start(name, new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    private void invite(Standalone gateway, List<Path> files, PrintStream out) {
        List<String> tries = new ArrayList<>();
        for (Plan plan : gateway.plans()) {
            tries.addAll(tries(gateway, plan));
        }
        if (tries.isEmpty()) {
            return;
        }
        out.println();
        out.println("try:");
        tries.subList(0, Math.min(2, tries.size())).forEach(line -> out.println("  " + line));
        out.println("then edit " + files.get(0) + (files.size() > 1 ? " ..." : "")
                + " and ask again; Ctrl-C ends the demo");
    }

    /** One request for each rule behind a clear-text port; for the quickstart also one that no rule takes. */
    private List<String> tries(Standalone gateway, Plan plan) {
        List<String> tries = new ArrayList<>();
        for (RulePlan rule : plan.rules()) {
            plan.entry(RoutePlan.key(rule.route())).map(RoutePlan.class::cast).stream()
                    .flatMap(route -> route.bindings().stream())
                    .filter(binding -> !rule.matches().isEmpty())
                    .forEach(binding -> plan.entry(ListenerPlan.key(binding.listener()))
                            .map(ListenerPlan.class::cast)
                            .filter(listener -> listener.protocol() == ListenerPlan.Protocol.HTTP)
                            .flatMap(listener -> gateway.boundAddress(plan.gateway(), listener.port(), false))
                            .map(address -> curl(binding, address))
                            .ifPresent(curl -> {
                                tries.add(curl + path(rule) + "       # a rule takes it");
                                if (paths.isEmpty()) {
                                    tries.add(curl + "/headers   # 404: none does");
                                }
                            }));
        }
        return tries;
    }

    private static String curl(RoutePlan.Binding binding, InetSocketAddress address) {
        String host = binding.hosts().get(0).effective().map(Hostname::text).orElse("www.example.com");
        return "curl -i -H 'Host: " + host.replace("*", "www") + "' http://" + Serving.text(address);
    }

    private static String path(RulePlan rule) {
        return rule.matches()
                .get(0)
                .path()
                .fold(
                        exact -> exact.value(),
                        prefix -> prefix.value().isEmpty() ? "/get" : prefix.value(),
                        regex -> "/",
                        call -> "/");
    }
}
