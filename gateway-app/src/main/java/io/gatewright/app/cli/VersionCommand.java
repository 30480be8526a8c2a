package io.gatewright.app.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

@Command(name = "version", mixinStandardHelpOptions = true, description = "Print the version.")
final class VersionCommand implements Runnable {
    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private Gatewright gatewright;

    @Override
    public void run() {
        gatewright
                .out()
                .println("gatewright " + Gatewright.version() + " (Gateway API v1.7.0, Java "
                        + Runtime.version().feature() + ")");
    }
}
