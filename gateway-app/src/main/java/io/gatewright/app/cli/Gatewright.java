package io.gatewright.app.cli;

import io.gatewright.app.output.Paint;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.function.IntConsumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command as a whole: what all of its parts share. */
@Command(
        name = "gatewright",
        mixinStandardHelpOptions = true,
        versionProvider = Gatewright.Version.class,
        description = {
            "A gateway that speaks the Kubernetes Gateway API, from a folder of YAML.",
            "",
            "A PATH is a file, or a folder whose .yaml, .yml and .json files are read, recursively.",
            ""
        },
        commandListHeading = "%nCommands:%n",
        optionListHeading = "%nOptions:%n",
        footer = {"", "`gatewright help COMMAND` tells more."})
final class Gatewright implements Runnable {
    /** Did what was asked and found nothing wrong. */
    static final int OK = 0;

    /** Found something wrong, or different. */
    static final int FOUND = 1;

    /** Was called wrongly. */
    static final int USAGE = 2;

    private final InputStream in;
    private final PrintStream out;
    private final PrintStream err;
    private final Signals signals;
    private final IntConsumer exit;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    /** @param exit ends the process at once, with this code */
    Gatewright(InputStream in, PrintStream out, PrintStream err, Signals signals, IntConsumer exit) {
        this.in = in;
        this.out = out;
        this.err = err;
        this.signals = signals;
        this.exit = exit;
    }

    Signals signals() {
        return signals;
    }

    void exit(int code) {
        exit.accept(code);
    }

    InputStream in() {
        return in;
    }

    PrintStream out() {
        return out;
    }

    PrintStream err() {
        return err;
    }

    /** Colours where a person looks on. */
    Paint paint() {
        return spec.commandLine().getColorScheme().ansi().enabled() ? Paint.ON : Paint.OFF;
    }

    @Override
    public void run() {
        spec.commandLine().usage(out);
    }

    /** The version in the manifest of the jar. */
    static String version() {
        String version = Gatewright.class.getPackage().getImplementationVersion();
        return version == null ? "in development" : version;
    }

    /** For {@code --version}. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"gatewright " + version()};
        }
    }
}
