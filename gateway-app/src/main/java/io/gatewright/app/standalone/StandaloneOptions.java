package io.gatewright.app.standalone;

import io.gatewright.app.control.Pace;
import io.gatewright.app.files.Declared;
import io.gatewright.app.files.FolderSource;
import io.gatewright.runtime.RuntimeSettings;
import io.gatewright.semantics.report.ReportSink;
import io.gatewright.semantics.topology.Settings;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/**
 * How a gateway in this process is set up.
 *
 * @param paths files and folders to follow; none: objects come only by {@link Standalone#apply}
 * @param settings who we are
 * @param runtime how the data plane runs: addresses, limits, access log
 * @param timing how quickly changes of files count
 * @param pace how long changes are collected
 * @param reports told of every new report, on the control thread
 * @param declared told of every new state of the files, on their thread
 */
public record StandaloneOptions(
        List<Path> paths,
        Settings settings,
        RuntimeSettings runtime,
        FolderSource.Timing timing,
        Pace pace,
        ReportSink reports,
        Consumer<Declared> declared) {

    /** No paths, declared ports on all interfaces, nobody told. */
    public static final StandaloneOptions DEFAULTS = new StandaloneOptions(
            List.of(),
            Settings.defaults(),
            RuntimeSettings.DEFAULTS,
            FolderSource.Timing.DEFAULT,
            Pace.DEFAULT,
            report -> {},
            state -> {});

    public StandaloneOptions {
        paths = List.copyOf(paths);
    }

    public StandaloneOptions withPaths(List<Path> value) {
        return new StandaloneOptions(value, settings, runtime, timing, pace, reports, declared);
    }

    public StandaloneOptions withSettings(Settings value) {
        return new StandaloneOptions(paths, value, runtime, timing, pace, reports, declared);
    }

    public StandaloneOptions withRuntime(RuntimeSettings value) {
        return new StandaloneOptions(paths, settings, value, timing, pace, reports, declared);
    }

    public StandaloneOptions withTiming(FolderSource.Timing value) {
        return new StandaloneOptions(paths, settings, runtime, value, pace, reports, declared);
    }

    public StandaloneOptions withPace(Pace value) {
        return new StandaloneOptions(paths, settings, runtime, timing, value, reports, declared);
    }

    public StandaloneOptions withReports(ReportSink value) {
        return new StandaloneOptions(paths, settings, runtime, timing, pace, value, declared);
    }

    public StandaloneOptions withDeclared(Consumer<Declared> value) {
        return new StandaloneOptions(paths, settings, runtime, timing, pace, reports, value);
    }
}
