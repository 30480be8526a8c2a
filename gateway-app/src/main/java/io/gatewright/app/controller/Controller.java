package io.gatewright.app.controller;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.gatewright.app.control.ControlLoop;
import io.gatewright.app.control.Pace;
import io.gatewright.app.control.State;
import io.gatewright.app.feed.FeedServer;
import io.gatewright.app.standalone.Implied;
import io.gatewright.k8s.infra.InfraPlan;
import io.gatewright.k8s.infra.InfraSettings;
import io.gatewright.k8s.infra.InfraWriter;
import io.gatewright.k8s.lease.Leadership;
import io.gatewright.k8s.status.StatusWriter;
import io.gatewright.k8s.watch.ClusterWatch;
import io.gatewright.k8s.watch.ServedKinds;
import io.gatewright.k8s.watch.WatchObserver;
import io.gatewright.model.core.ApiObject;
import io.gatewright.model.core.Kind;
import io.gatewright.model.name.ObjectRef;
import io.gatewright.model.world.World;
import io.gatewright.semantics.plan.Ack;
import io.gatewright.semantics.topology.Settings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A controller in this process. Every replica watches, decides and listens; the leader writes and feeds. Methods may be called
 * by any thread.
 */
public final class Controller implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Controller.class.getName());
    private static final String LEASE = "gatewright-controller";

    private final ControllerOptions options;
    private final FeedTrust trust;
    private final StatusWriter statuses;
    private final InfraWriter infra;
    private final FeedServer feed;
    private final ControlLoop loop;
    private final ClusterWatch watch;
    private final Leadership leadership;
    private final ProxyDoor door;
    private volatile SortedMap<ObjectRef, InfraPlan> infraPlans = new TreeMap<>();
    private final ServiceAddresses addresses = new ServiceAddresses();
    private final ConcurrentMap<ObjectRef, String> failed = new ConcurrentHashMap<>();
    private volatile List<String> missing = List.of();
    private volatile boolean leads;
    private @Nullable State planned;

    private Controller(KubernetesClient client, ControllerOptions options, InstantSource clock) throws IOException {
        this.options = options;
        this.trust = FeedTrust.open(
                client,
                options.namespace(),
                List.of(
                        options.serverName(),
                        options.serverName() + ".cluster.local",
                        options.service() + "." + options.namespace(),
                        options.service()),
                clock,
                this::trustChanged);
        this.statuses = new StatusWriter(
                client, options.controllerName(), clock, !options.scope().restricted());
        this.infra = new InfraWriter(client, options.scope(), options.controllerName(), this::setUp);
        this.door = new ProxyDoor(client, () -> infraPlans, trust::keys, this::leader);
        LaterAcks later = new LaterAcks();
        this.feed = FeedServer.start(
                FeedServer.Settings.of(new InetSocketAddress(options.feedPort()), trust.identity()),
                door,
                later::acknowledge);
        this.loop = ControlLoop.start(
                new ControlLoop.Wiring(
                        Settings.inCluster(options.controllerName(), Optional.empty()),
                        options.scope().restricted() ? new Implied(options.controllerName()) : UnaryOperator.identity(),
                        feed,
                        this::facts,
                        statuses,
                        () -> leads,
                        this::decided),
                Pace.DEFAULT);
        later.loop = loop;
        this.watch = new ClusterWatch(client, options.scope(), options.controllerName(), new Observer());
        this.leadership = Leadership.start(
                client, options.namespace(), LEASE, options.identity() + "_" + options.feedAddress(), this::lead);
        infra.start();
        watch.start(loop::offer);
    }

    /**
     * Starts a replica: it looks at the cluster at once and stands for election.
     *
     * @param clock tells the time of conditions and certificates
     * @throws IOException if the feed's port cannot be bound
     */
    public static Controller start(KubernetesClient client, ControllerOptions options, InstantSource clock)
            throws IOException {
        return new Controller(client, options, clock);
    }

    /** The loop is made after the feed that reports to it. */
    private static final class LaterAcks {
        volatile @Nullable ControlLoop loop;

        void acknowledge(Ack ack) {
            ControlLoop known = loop;
            if (known != null) {
                known.acknowledge(ack);
            }
        }
    }

    private final class Observer implements WatchObserver {
        @Override
        public void seen(ApiObject object) {
            statuses.seen(object);
        }

        @Override
        public void gone(ObjectRef ref) {
            statuses.gone(ref);
        }

        @Override
        public void served(ServedKinds kinds) {
            statuses.served(kinds.versions());
            missing = kinds.missing().stream().map(Kind::toString).toList();
            if (!missing.isEmpty()) {
                LOG.log(
                        System.Logger.Level.INFO,
                        "not served by the API server, so nothing of it is watched: " + String.join(", ", missing));
            }
            loop.resettle(Settings.inCluster(options.controllerName(), kinds.bundleVersion()));
        }
    }

    /** What keeps a Gateway from being set up is said by its status. */
    private void setUp(ObjectRef gateway, Optional<String> failure) {
        String before = failure.isPresent() ? failed.put(gateway, failure.get()) : failed.remove(gateway);
        if (!failure.equals(Optional.ofNullable(before))) {
            loop.acknowledge(new Ack(gateway, 0, List.of(), List.of()));
        }
    }

    /** On the control thread: where the proxies of a Gateway can be reached is said by its Service. */
    private Ack facts(World world, Ack ack) {
        Ack reached = addresses.of(world, Optional.ofNullable(infraPlans.get(ack.gateway())), ack);
        String failure = failed.get(ack.gateway());
        if (failure == null) {
            return reached;
        }
        List<Ack.Problem> problems = new ArrayList<>(reached.problems());
        problems.add(new Ack.Problem(Ack.WHOLE_GATEWAY, "NoResources", failure));
        return new Ack(reached.gateway(), reached.version(), reached.bound(), problems);
    }

    /** On the control thread. */
    private void decided(State state) {
        State before = planned;
        planned = state;
        // the ports and parameters of a Gateway are in the topology, endpoints are not; deciding anew, as after a
        // change of the keys, makes another topology even where nothing in it differs
        if (before == null || before.topology() != state.topology()) {
            run(state);
        }
    }

    private void run(State state) {
        infraPlans = InfraPlan.of(
                state.topology(),
                state.plans(),
                new InfraSettings(
                        options.controllerName(),
                        options.image(),
                        options.serverName() + ":" + options.servicePort(),
                        trust.keys().bundle()));
        addresses.retain(infraPlans.keySet());
        if (state.decided() > 0) {
            infra.accept(infraPlans);
        }
    }

    private void trustChanged() {
        loop.again();
    }

    private void lead(boolean leader) {
        leads &= leader; // before the writer forgets what it was told
        trust.lead(leader);
        feed.lead(leader);
        infra.lead(leader);
        statuses.lead(leader);
        if (leader) {
            leads = true;
            loop.report();
        }
    }

    private Optional<String> leader() {
        String holder = leadership.holder();
        String address = holder.substring(holder.indexOf('_') + 1);
        boolean other = !holder.isEmpty() && !address.startsWith(":") && !address.equals(options.feedAddress());
        return other ? Optional.of(address) : Optional.empty();
    }

    /** Whether this replica leads. */
    public boolean leading() {
        return leadership.leading();
    }

    /** Everything known at this moment. */
    public State state() {
        return loop.state();
    }

    /** Why this replica is not ready; empty when it is. */
    public List<String> obstacles() {
        List<String> obstacles = new ArrayList<>();
        if (!watch.synced()) {
            obstacles.add("the cluster has not been looked at completely");
        }
        if (!infra.synced()) {
            obstacles.add("what runs for Gateways has not been looked at completely: see the log for a missing right");
        }
        return obstacles;
    }

    /** Why it should be started anew; empty as long as it works. */
    public List<String> faults() {
        List<String> faults = new ArrayList<>(watch.faults());
        if (!loop.alive()) {
            faults.add("the control loop has ended");
        }
        return faults;
    }

    /** Kinds that the API server does not serve. */
    public List<String> missingKinds() {
        return missing;
    }

    /** How many proxies are fed, by Gateway. */
    public Map<ObjectRef, Integer> proxies() {
        return feed.proxies();
    }

    /** How many statuses were written so far. */
    public long statusWrites() {
        return statuses.writes();
    }

    /** Gives the lease back and stops; proxies go on serving and look for another replica. */
    @Override
    public void close() {
        leadership.close();
        watch.close();
        loop.close();
        feed.close();
        infra.close();
        statuses.close();
        trust.close();
    }
}
