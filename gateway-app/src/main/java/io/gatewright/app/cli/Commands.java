package io.gatewright.app.cli;

import java.util.List;
import picocli.CommandLine;

/** What {@code gatewright} can be told to do, in the order of its help. */
final class Commands {
    private static final List<String> NAMES = List.of(
            "demo", "run", "check", "explain", "plan", "diff", "controller", "proxy", "rehearse", "version", "help");

    private Commands() {}

    /**
     * Adds the command that is asked for, or all if that is not clear: a process that serves need not know, as long as it
     * runs, all that the others are made of.
     */
    static void add(CommandLine line, String[] args) {
        boolean one = args.length > 0 && NAMES.contains(args[0]) && !args[0].equals("help");
        for (String name : one ? List.of(args[0]) : NAMES) {
            line.addSubcommand(name, command(name));
        }
    }

    /** A class is loaded when its line is reached. */
    private static Object command(String name) {
        return switch (name) {
            case "demo" -> new DemoCommand();
            case "run" -> new RunCommand();
            case "check" -> new CheckCommand();
            case "explain" -> new ExplainCommand();
            case "plan" -> new PlanCommand();
            case "diff" -> new DiffCommand();
            case "controller" -> new ControllerCommand();
            case "proxy" -> new ProxyCommand();
            case "rehearse" -> new RehearseCommand();
            case "version" -> new VersionCommand();
            default -> new CommandLine.HelpCommand();
        };
    }
}
