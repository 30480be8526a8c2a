package io.gatewright.app.cli;

import io.gatewright.app.demo.Rehearsal;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Not for people: the other side of a proxy that is run once so that the JVM learns what it loads (deploy/archive). */
@Command(
        name = "rehearse",
        hidden = true,
        mixinStandardHelpOptions = true,
        description = "Feed one proxy on loopback, send it a few requests, and end: for deploy/archive.")
final class RehearseCommand implements Callable<Integer> {
    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private Gatewright gatewright;

    @Parameters(paramLabel = "FOLDER", description = "Where `token` and `ca.crt` for the proxy are written.")
    private Path folder = Path.of("");

    @Option(names = "--feed-port", description = "Where to feed; default ${DEFAULT-VALUE}.")
    private int feedPort = 9443;

    @Option(
            names = "--port",
            description = "The proxy's for HTTP; the next one is for HTTPS. Default ${DEFAULT-VALUE}.")
    private int port = 8080;

    @Option(names = "--requests", description = "Of each kind; default ${DEFAULT-VALUE}.")
    private int requests = 3;

    @Override
    public Integer call() throws IOException, InterruptedException {
        try (Rehearsal rehearsal = Rehearsal.start(folder, feedPort, port, port + 1)) {
            gatewright
                    .err()
                    .println("feeding " + Rehearsal.GATEWAY.namespacedName() + " at localhost:" + rehearsal.feedPort());
            rehearsal.perform(requests, Duration.ofMinutes(5));
        } catch (IOException e) {
            throw new UserError("rehearsal: " + e.getMessage());
        }
        return Gatewright.OK;
    }
}
