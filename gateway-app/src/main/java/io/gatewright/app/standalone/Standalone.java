package io.gatewright.app.standalone;

import io.gatewright.app.control.ControlLoop;
import io.gatewright.app.control.State;
import io.gatewright.app.files.Declared;
import io.gatewright.app.files.FolderSource;
import io.gatewright.model.core.Kind;
import io.gatewright.model.name.ObjectRef;
import io.gatewright.model.read.Problem;
import io.gatewright.model.read.Reading;
import io.gatewright.model.world.Event;
import io.gatewright.runtime.DataPlane;
import io.gatewright.runtime.RuntimeSettings;
import io.gatewright.runtime.observe.Meters;
import io.gatewright.semantics.plan.Ack;
import io.gatewright.semantics.plan.Plan;
import io.gatewright.semantics.report.Report;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A whole gateway in this process: files or texts in, traffic out. The door for programs that embed one, for tests and
 * benchmarks; {@code gatewright run} is this and a few options.
 *
 * <pre>{@code
 * try (Standalone gateway = Standalone.start(StandaloneOptions.DEFAULTS.withPaths(List.of(Path.of("gateway/"))))) {
 *     gateway.awaitServed(Duration.ofSeconds(10));
 *     InetSocketAddress address = gateway.boundAddress("default", "gateway", 80).orElseThrow();
 * }
 * }</pre>
 *
 * <p>Methods may be called by any thread.
 */
public final class Standalone implements AutoCloseable {
    private static final String PORT_UNAVAILABLE = "PortUnavailable";

    private final Addresses addresses;
    private final DataPlane dataPlane;
    private final ControlLoop loop;
    private final @Nullable FolderSource files;
    private volatile long last;

    private Standalone(StandaloneOptions options) {
        Implied implied = new Implied(options.settings().controllerName());
        this.addresses = new Addresses(options.runtime().binding());
        RuntimeSettings runtime = options.runtime().with().binding(addresses).build();
        Later later = new Later();
        this.dataPlane = DataPlane.start(runtime, later::acknowledge);
        this.loop = ControlLoop.start(
                new ControlLoop.Wiring(
                        options.settings(),
                        world -> addresses.seen(implied.apply(world)),
                        dataPlane,
                        options.reports()),
                options.pace());
        later.loop = loop;
        if (options.paths().isEmpty()) {
            this.files = null;
            offer(List.of());
        } else {
            this.files = new FolderSource(options.paths(), options.timing(), options.declared());
            this.files.start(this::offer);
        }
    }

    /** The loop is made after the data plane that reports to it. */
    private static final class Later {
        volatile @Nullable ControlLoop loop;

        void acknowledge(Ack ack) {
            ControlLoop known = loop;
            if (known != null) {
                known.acknowledge(ack);
            }
        }
    }

    /**
     * Starts a gateway. The files have been read when this returns; {@link #awaitServed} waits until they are served.
     */
    public static Standalone start(StandaloneOptions options) {
        return new Standalone(options);
    }

    private synchronized long offer(List<Event> events) {
        last = loop.offer(events);
        return last;
    }

    /**
     * What became of a text.
     *
     * @param problems what is wrong with it; objects with errors keep their last good state, if they have one
     * @param sequence for {@link #awaitServed(long, Duration)}
     */
    public record Applied(List<Problem> problems, long sequence) {
        public Applied {
            problems = List.copyOf(problems);
        }
    }

    /** Creates or replaces the objects of a text (YAML with one or many documents, or JSON). */
    public Applied apply(String text) {
        return apply(List.of(text));
    }

    /** Creates or replaces the objects of several texts, all at once. */
    public Applied apply(Collection<String> texts) {
        TreeMap<String, Reading> readings = new TreeMap<>();
        List<String> list = new ArrayList<>(texts);
        for (int i = 0; i < list.size(); i++) {
            String name = list.size() == 1 ? "text" : String.format(Locale.ROOT, "text-%04d", i);
            readings.put(name, Declared.read(name, list.get(i)));
        }
        Declared declared = Declared.of(readings);
        return new Applied(declared.problems(), offer(declared.events()));
    }

    /** Removes objects, whether they are there or not. Returns the sequence number to wait for. */
    public long delete(Collection<ObjectRef> objects) {
        return offer(objects.stream().<Event>map(Event.Gone::new).toList());
    }

    /** Waits until everything that was given so far is served, or the time is over; says which. */
    public boolean awaitServed(Duration timeout) {
        return loop.awaitServed(last, timeout);
    }

    /** Waits until the change of this number is served, or the time is over; says which. */
    public boolean awaitServed(long sequence, Duration timeout) {
        return loop.awaitServed(sequence, timeout);
    }

    /** Waits until the state is as wanted, or the time is over; says which. */
    public boolean await(Predicate<State> wanted, Duration timeout) {
        return loop.await(wanted, timeout);
    }

    /** Everything known at this moment. */
    public State state() {
        return loop.state();
    }

    /** The status of every object. */
    public Report report() {
        return state().report();
    }

    /** What each Gateway does. */
    public List<Plan> plans() {
        return state().plans();
    }

    /** What the files say, with what is wrong in them; nothing if there are no paths. */
    public Declared declared() {
        FolderSource source = files;
        return source == null ? Declared.NOTHING : source.declared();
    }

    /** All counters of the data plane. */
    public Meters meters() {
        return dataPlane.meters();
    }

    /** Where a declared TCP port of a Gateway listens now; empty if nothing listens. */
    public Optional<InetSocketAddress> boundAddress(String namespace, String gateway, int port) {
        return boundAddress(new ObjectRef(Kind.GATEWAY_GROUP, "Gateway", namespace, gateway), port, false);
    }

    /** Where a declared port of a Gateway listens now; empty if nothing listens. */
    public Optional<InetSocketAddress> boundAddress(ObjectRef gateway, int port, boolean udp) {
        return Optional.ofNullable(state().acks().get(gateway)).stream()
                .flatMap(ack -> ack.bound().stream())
                .filter(bound -> bound.port() == port && bound.udp() == udp)
                .map(bound -> new InetSocketAddress(bound.address(), bound.actualPort()))
                .findFirst();
    }

    /**
     * Why this gateway is not ready for traffic: not everything served yet, a port that could not be bound, no Gateway at
     * all, a drain. Empty when it is ready.
     */
    public List<String> obstacles() {
        List<String> obstacles = new ArrayList<>();
        State state = state();
        if (dataPlane.draining()) {
            obstacles.add("draining");
        }
        if (state.served() == 0) {
            obstacles.add("the first configuration is not served yet");
            return obstacles;
        }
        if (state.plans().isEmpty()) {
            obstacles.add("no Gateway to serve");
        }
        for (Map.Entry<ObjectRef, Ack> entry : state.acks().entrySet()) {
            for (Ack.Problem problem : entry.getValue().problems()) {
                if (problem.entry().startsWith("listener/") && problem.reason().equals(PORT_UNAVAILABLE)) {
                    obstacles.add(problem.message());
                }
            }
        }
        return obstacles.stream().distinct().toList();
    }

    /**
     * Ends in an orderly way: no longer ready; after the delay of the settings nothing new is accepted and what runs may
     * finish until the deadline.
     *
     * @return completed when no connection is left
     */
    public CompletableFuture<Void> drain(Duration deadline) {
        return dataPlane.drain(deadline);
    }

    /** Stops at once: files, loop, data plane; open connections are cut. Waits for the threads a few seconds at most. */
    @Override
    public void close() {
        FolderSource source = files;
        if (source != null) {
            source.close();
        }
        loop.close();
        dataPlane.close();
    }
}
