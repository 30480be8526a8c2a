package io.gatewright.runtime.listen;

import io.gatewright.model.name.ObjectRef;
import io.gatewright.runtime.RuntimeSettings;
import io.gatewright.runtime.observe.Meters;
import io.gatewright.runtime.observe.PortMeters;
import io.gatewright.runtime.snapshot.PortView;
import io.gatewright.runtime.snapshot.Snapshot;
import io.gatewright.runtime.snapshot.SnapshotCell;
import io.gatewright.semantics.plan.Ack;
import io.gatewright.semantics.plan.ListenerPlan;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * The sockets of one Gateway: opened and closed by difference, kept when still needed. For one thread, the one that applies
 * plans.
 */
public final class Ports {
    private final ObjectRef gateway;
    private final SnapshotCell snapshots;
    private final Shared shared;
    private final Map<Key, OpenPort> open = new TreeMap<>(Key.ORDER);
    private final Map<Key, PortProblem> failed = new TreeMap<>(Key.ORDER);

    /** @param shared of the data plane that this Gateway is served by */
    public Ports(ObjectRef gateway, SnapshotCell snapshots, Shared shared) {
        this.gateway = gateway;
        this.snapshots = snapshots;
        this.shared = shared;
    }

    /** What all Gateways of a data plane share. */
    public static final class Shared {
        private final RuntimeSettings settings;
        private final Transport transport;
        private final HttpStart http;
        private final StreamStart streams;
        private final Meters meters;
        private final Admission admission;
        /** Who of this process has which address: says more than the kernel does. */
        private final ConcurrentMap<String, String> owners = new ConcurrentHashMap<>();

        public Shared(
                RuntimeSettings settings, Transport transport, HttpStart http, StreamStart streams, Meters meters) {
            this.settings = settings;
            this.transport = transport;
            this.http = http;
            this.streams = streams;
            this.meters = meters;
            this.admission = new Admission(settings.limits());
        }
    }

    private record Key(int port, boolean udp) {
        static final Comparator<Key> ORDER = Comparator.comparingInt(Key::port).thenComparing(Key::udp);
    }

    /**
     * Binds what the snapshot needs and is not yet bound, without accepting anything there. Failures are kept for
     * {@link #problems} and tried again by the next call.
     *
     * @return whether anything was bound that was not before
     */
    public boolean open(Snapshot next) {
        boolean more = false;
        failed.clear();
        for (Key key : needed(next)) {
            if (!open.containsKey(key)) {
                more |= bind(key);
            }
        }
        return more;
    }

    /** Begins to accept on all that is bound: after the snapshot that knows these ports is the one that serves. */
    public void serve() {
        open.values().forEach(OpenPort::serve);
    }

    /** Whether something could not be bound. */
    public boolean lacking() {
        return !failed.isEmpty();
    }

    /** Closes what the snapshot does not need; accepted connections may finish until the deadline. */
    public void closeOthers(Snapshot now, Duration deadline) {
        List<Key> needed = needed(now);
        List<Key> vanished =
                open.keySet().stream().filter(key -> !needed.contains(key)).toList();
        vanished.forEach(key -> close(key, deadline));
    }

    /** Closes everything. */
    public CompletableFuture<Void> drain(Duration deadline) {
        List<CompletableFuture<Void>> closing = new ArrayList<>();
        List.copyOf(open.keySet()).forEach(key -> closing.add(close(key, deadline)));
        return CompletableFuture.allOf(closing.toArray(new CompletableFuture<?>[0]));
    }

    /** The sockets that listen, in order of their declared port. */
    public List<Ack.Bound> bound() {
        return open.values().stream().map(OpenPort::bound).toList();
    }

    /** A problem for each listener of each port that could not be bound. */
    public List<Ack.Problem> problems(Snapshot now) {
        List<Ack.Problem> problems = new ArrayList<>();
        failed.forEach((key, problem) -> {
            PortView view = now.port(key.port, key.udp);
            for (ListenerPlan listener : view == null ? List.<ListenerPlan>of() : view.listeners()) {
                problems.add(new Ack.Problem(listener.key(), problem.reason(), problem.message()));
            }
        });
        return problems;
    }

    private static List<Key> needed(Snapshot snapshot) {
        List<Key> keys = new ArrayList<>();
        snapshot.tcpPorts().forEach(view -> keys.add(new Key(view.port(), false)));
        snapshot.udpPorts().forEach(view -> keys.add(new Key(view.port(), true)));
        return keys;
    }

    private boolean bind(Key key) {
        InetSocketAddress address = shared.settings.binding().address(gateway, key.port);
        PortMeters meters = shared.meters.port(gateway, key.port, key.udp);
        PortContext context = new PortContext(
                gateway,
                key.port,
                snapshots,
                shared.settings,
                shared.transport,
                shared.admission,
                shared.http,
                shared.streams,
                meters);
        try {
            OpenPort port = key.udp
                    ? shared.streams.openUdp(gateway, key.port, address, snapshots, meters)
                    : TcpPort.open(context, address);
            open.put(key, port);
            shared.owners.put(owned(key, port.bound().actualPort()), "Gateway `" + gateway.namespacedName() + "`");
            return true;
        } catch (OpenPort.BindFailed e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            failed.put(
                    key,
                    PortProblem.of(
                            key.port, key.udp, address, cause, shared.owners.get(owned(key, address.getPort()))));
            return false;
        }
    }

    private CompletableFuture<Void> close(Key key, Duration deadline) {
        @Nullable OpenPort port = open.remove(key);
        if (port == null) {
            return CompletableFuture.completedFuture(null);
        }
        shared.owners.remove(owned(key, port.bound().actualPort()));
        return port.drain(deadline);
    }

    private static String owned(Key key, int actualPort) {
        return (key.udp ? "udp/" : "tcp/") + actualPort;
    }
}
