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
        // one line per message; the whole stack of a defect
        unlessSet("java.util.logging.SimpleFormatter.format", "%4$s: %5$s%6$s%n");
        // docs/performance.md has the figures: the tests look for leaks in every buffer, production need not follow
        // any; buffers from pools cost less than those of the adaptive allocator, and pools grow by chunks of 1 MiB,
        // not 4: each thread that has buffers has some of its own
        unlessSet("io.netty.leakDetection.level", "disabled");
        unlessSet("io.netty.allocator.type", "pooled");
        unlessSet("io.netty.allocator.maxOrder", "7");
        // Netty's events for the JDK's flight recorder are a hundred classes that no proxy needs until somebody asks
        unlessSet("io.netty.jfr.enabled", "false");
        // the JDK's HTTP server waits for ever for the rest of a request unless told otherwise; in seconds
        for (String bound : new String[] {"maxReqTime", "maxRspTime"}) {
            unlessSet("sun.net.httpserver." + bound, "5");
        }
        Gatewright gatewright = new Gatewright(
                System.in,
                System.out,
                System.err,
                Signals.ofProcess(),
                code -> Runtime.getRuntime().halt(code));
        System.exit(run(gatewright, args, Ansi.AUTO.enabled()));
    }

    private static void unlessSet(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }

    /**
     * The same, for programs and tests.
     *
     * @param colours whether a person looks on
     * @return the exit code
     */
    public static int run(String[] args, InputStream in, PrintStream out, PrintStream err, boolean colours) {
        return run(new Gatewright(in, out, err, handler -> {}, code -> {}), args, colours);
    }

    static int run(Gatewright gatewright, String[] args, boolean colours) {
        PrintStream out = gatewright.out();
        PrintStream err = gatewright.err();
        CommandLine line = new CommandLine(gatewright);
        Commands.add(line, args);
        line.setColorScheme(CommandLine.Help.defaultColorScheme(colours ? Ansi.ON : Ansi.OFF))
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
