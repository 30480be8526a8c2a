package io.gatewright.app.cli;

import io.gatewright.app.accesslog.JsonAccessLog;
import io.gatewright.app.admin.AdminServer;
import io.gatewright.app.admin.GatewayPages;
import io.gatewright.app.admin.StandaloneView;
import io.gatewright.app.control.State;
import io.gatewright.app.output.Paint;
import io.gatewright.app.standalone.Standalone;
import io.gatewright.app.standalone.StandaloneOptions;
import io.gatewright.runtime.RuntimeSettings;
import io.gatewright.runtime.observe.AccessLog;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The life of a gateway in the foreground: start, tell, follow, drain, end. */
final class Serving {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** How long a signal may go unnoticed. */
    private static final Duration BEAT = Duration.ofMillis(200);

    private final Gatewright gatewright;
    private final PrintStream messages;
    private final Paint paint;
    private final Setup setup;
    private volatile boolean stopping;
    private volatile @Nullable Standalone gateway;

    /**
     * What is to be served, and how.
     *
     * @param accessLog `stdout` or a file; absent: none
     * @param admin where the admin port listens; absent: nowhere
     * @param ready called once, when the gateway is ready for the first time
     */
    record Setup(
            List<Path> paths,
            RuntimeSettings.Builder runtime,
            Optional<String> accessLog,
            Optional<InetSocketAddress> admin,
            Duration drainTimeout,
            Consumer<Standalone> ready) {}

    Serving(Gatewright gatewright, Setup setup) {
        this.gatewright = gatewright;
        this.messages = gatewright.err();
        this.paint = gatewright.paint();
        this.setup = setup;
    }

    /** Serves until a signal ends it. */
    int run() {
        long began = System.nanoTime();
        gatewright.signals().onStop(this::stop);
        Narrator narrator = new Narrator(messages, paint);
        try (Closing<JsonAccessLog> log = new Closing<>(accessLog())) {
            RuntimeSettings runtime = setup.runtime()
                    .accessLog(log.value() == null ? AccessLog.NONE : log.value())
                    .build();
            StandaloneOptions options = StandaloneOptions.DEFAULTS
                    .withPaths(setup.paths())
                    .withRuntime(runtime)
                    .withDeclared(narrator::files);
            try (Standalone standalone = Standalone.start(options)) {
                gateway = standalone;
                try (Closing<AdminServer> admin = new Closing<>(admin(standalone))) {
                    awaitServed(standalone);
                    follow(standalone, narrator, began, admin.value());
                    drain(standalone);
                }
            }
        }
        return Gatewright.OK;
    }

    private void awaitServed(Standalone standalone) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!stopping && System.nanoTime() < deadline && !standalone.awaitServed(BEAT)) {
            // look at the signal again
        }
    }

    /** Closes what may be absent. */
    private record Closing<T extends AutoCloseable>(
            @Nullable T value) implements AutoCloseable {
        @Override
        public void close() {
            if (value != null) {
                try {
                    value.close();
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            }
        }
    }

    private void follow(Standalone standalone, Narrator narrator, long began, @Nullable AdminServer admin) {
        boolean announced = false;
        List<String> told = List.of();
        State state = standalone.state();
        narrator.state(state, (ref, field) -> place(standalone, ref, field));
        messages.print(Overview.of(state, paint));
        if (admin != null) {
            messages.println("admin: http://" + text(admin.address()) + "/");
        }
        while (!stopping) {
            List<String> obstacles = standalone.obstacles();
            if (obstacles.isEmpty() && !announced) {
                announced = true;
                long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
                messages.println(paint.good("ready") + " after " + millis / 1000 + "." + millis % 1000 / 100 + " s");
                setup.ready().accept(standalone);
            } else if (!obstacles.isEmpty() && !obstacles.equals(told) && !stopping) {
                obstacles.forEach(obstacle -> messages.println(paint.bad("not ready: ") + obstacle));
                announced = false;
            }
            told = obstacles;
            messages.flush();
            State seen = state;
            standalone.await(now -> now != seen || stopping, BEAT);
            state = standalone.state();
            if (state != seen && state.served() == state.decided()) {
                narrator.state(state, (ref, field) -> place(standalone, ref, field));
            }
        }
    }

    private static String place(Standalone standalone, io.gatewright.model.name.ObjectRef ref, String field) {
        return standalone.declared().locate(ref, field).map(at -> at + ": ").orElse("");
    }

    private synchronized void stop() {
        if (stopping) {
            messages.println("stopped at once");
            messages.flush();
            gatewright.exit(Gatewright.FOUND);
            return;
        }
        stopping = true;
    }

    private void drain(Standalone standalone) {
        messages.println("draining: requests may finish for "
                + setup.drainTimeout().toSeconds() + " s; a second signal ends at once");
        messages.flush();
        try {
            standalone.drain(setup.drainTimeout()).get(setup.drainTimeout().toSeconds() + 60, TimeUnit.SECONDS);
            messages.println("drained");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            messages.println("drain ended early: " + e.getMessage());
        }
    }

    private @Nullable JsonAccessLog accessLog() {
        if (setup.accessLog().isEmpty()) {
            return null;
        }
        Runnable dropped = () -> {
            Standalone running = gateway;
            if (running != null) {
                running.meters().recordDropped();
            }
        };
        String where = setup.accessLog().get();
        if (where.equals("stdout")) {
            return JsonAccessLog.to(gatewright.out(), dropped);
        }
        try {
            return JsonAccessLog.to(Path.of(where), dropped);
        } catch (IOException e) {
            throw new UserError("access log `" + where + "`: cannot be written: " + e.getMessage());
        }
    }

    private @Nullable AdminServer admin(Standalone standalone) {
        if (setup.admin().isEmpty()) {
            return null;
        }
        try {
            return AdminServer.start(
                    setup.admin().get(), new GatewayPages(new StandaloneView(standalone), Gatewright.version()));
        } catch (IOException e) {
            throw new UserError(String.valueOf(e.getMessage()));
        }
    }

    static String text(InetSocketAddress address) {
        String host = address.getAddress().getHostAddress();
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + address.getPort();
    }
}
