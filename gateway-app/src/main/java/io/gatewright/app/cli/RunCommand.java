package io.gatewright.app.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Serve the Gateways of files and folders, and follow the files.",
            "",
            "A change counts a moment after its file came to rest. What cannot be read changes nothing: the last good state"
                    + " stays in force, and a message says where and why. Ports are bound as the listeners declare them,"
                    + " unless --port-offset or --port-map moves them; a Gateway with an address in spec.addresses is bound"
                    + " to that.",
            "",
            "SIGTERM (or Ctrl-C) drains: no longer ready, running requests finish, then it ends. A second one ends at once.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  gatewright run ./gateway --port-offset 8000",
            "  gatewright run ./gateway --address 127.0.0.1 --port-map 443=8443 --access-log access.log"
        })
final class RunCommand implements Callable<Integer> {
    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private Gatewright gatewright;

    @Parameters(paramLabel = "PATH", description = "Files and folders.")
    private List<String> paths = new ArrayList<>();

    @Option(
            names = "--address",
            paramLabel = "IP",
            description = "Local address to bind; default ${DEFAULT-VALUE}, all of IPv4.")
    private String address = "0.0.0.0";

    @Option(
            names = "--port-offset",
            paramLabel = "N",
            description = "Added to every declared port: with 8000 port 80 is bound as 8080.")
    private int portOffset;

    @Option(
            names = "--admin",
            paramLabel = "ADDRESS",
            description =
                    "Health, metrics, status, plan and explain, as `address:port`; or `off`. Default ${DEFAULT-VALUE}.")
    private String admin = "127.0.0.1:9901";

    @Mixin
    private ServeOptions options = new ServeOptions();

    @Override
    public Integer call() {
        return new Serving(
                        gatewright,
                        new Serving.Setup(
                                Inputs.paths(paths),
                                options.runtime(address, portOffset),
                                options.accessLog("stdout"),
                                ServeOptions.admin(admin),
                                options.drainTimeout(),
                                gateway -> {}))
                .run();
    }
}
