package io.gatewright.app.cli;

import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** The command {@code gatewright}. */
public final class Main {
    private Main() {}

    /**
     * Runs one command and ends the process: exit code 0 when it did what was asked, 1 when it found something wrong, 2 when
     * it was called wrongly.
     */
    public static void main(String[] args) {
        System.exit(run(args, System.in, System.out, System.err, Ansi.AUTO.enabled()));
    }

    /**
     * The same, for programs and tests.
     *
     * @param colours whether a person looks on
     * @return the exit code
     */
    public static int run(String[] args, InputStream in, PrintStream out, PrintStream err, boolean colours) {
        Gatewright gatewright = new Gatewright(in, out, err);
        CommandLine line = new CommandLine(gatewright)
                .setColorScheme(CommandLine.Help.defaultColorScheme(colours ? Ansi.ON : Ansi.OFF))
                .setOut(new PrintWriter(out, true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(err, true, StandardCharsets.UTF_8))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(true)
                .setExecutionExceptionHandler((exception, command, parsed) -> failed(exception, command))
                .setParameterExceptionHandler((exception, rest) -> misused(exception));
        int code = line.execute(args);
        out.flush();
        err.flush();
        return code;
    }

    private static int misused(CommandLine.ParameterException exception) {
        CommandLine command = exception.getCommandLine();
        PrintWriter err = command.getErr();
        String message = String.valueOf(exception.getMessage());
        err.println("gatewright: " + Character.toLowerCase(message.charAt(0)) + message.substring(1));
        CommandLine.UnmatchedArgumentException.printSuggestions(exception, err);
        err.println("see `" + command.getCommandSpec().qualifiedName() + " --help`");
        return Gatewright.USAGE;
    }

    private static int failed(Exception exception, CommandLine command) throws Exception {
        if (exception instanceof UserError) {
            command.getErr().println("gatewright: " + exception.getMessage());
            return Gatewright.USAGE;
        }
        throw exception;
    }
}
