package io.gatewright.app.cli;

/** The command {@code gatewright}. */
public final class Main {
    private Main() {}

    /** Runs one command and ends the process: exit code 0 when it did what was asked, 2 when it was called wrongly. */
    public static void main(String[] args) {
        if (args.length == 1 && args[0].equals("--version")) {
            String version = Main.class.getPackage().getImplementationVersion();
            System.out.println("gatewright " + (version == null ? "in development" : version));
            return;
        }
        System.err.println("unknown command: expected `--version`");
        System.exit(2);
    }
}
