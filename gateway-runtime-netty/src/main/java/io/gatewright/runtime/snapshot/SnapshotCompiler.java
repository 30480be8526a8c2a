package io.gatewright.runtime.snapshot;

import io.gatewright.model.sorted.SharedTable;
import io.gatewright.runtime.observe.Meters;
import io.gatewright.runtime.tls.BackendTls;
import io.gatewright.runtime.tls.BadPem;
import io.gatewright.runtime.tls.Identity;
import io.gatewright.runtime.tls.ServerTls;
import io.gatewright.runtime.tls.TlsEngine;
import io.gatewright.runtime.tls.TlsPort;
import io.gatewright.runtime.tls.Trust;
import io.gatewright.runtime.tls.Unusable;
import io.gatewright.semantics.match.Router;
import io.gatewright.semantics.plan.Ack;
import io.gatewright.semantics.plan.CertificatePlan;
import io.gatewright.semantics.plan.ClusterPlan;
import io.gatewright.semantics.plan.EndpointsPlan;
import io.gatewright.semantics.plan.EndpointsPlan.Endpoint;
import io.gatewright.semantics.plan.ListenerPlan;
import io.gatewright.semantics.plan.Plan;
import io.gatewright.semantics.plan.PlanDiff;
import io.gatewright.semantics.plan.PlanEntry;
import io.gatewright.semantics.plan.Refusal;
import io.gatewright.semantics.plan.RoutePlan;
import io.gatewright.semantics.plan.RulePlan;
import io.gatewright.semantics.plan.TrustPlan;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Makes snapshots of plans. What did not change is taken from the snapshot before; what cannot be made is a problem and
 * fails closed, and everything else goes live. Keeps no state; for one thread per Gateway.
 */
public final class SnapshotCompiler {
    private static final String ENDPOINTS = "endpoints/";

    private final TlsEngine engine;

    public SnapshotCompiler(TlsEngine engine) {
        this.engine = engine;
    }

    /**
     * The next snapshot.
     *
     * @param plan that results from the difference
     * @param diff what changed since {@code previous}
     * @param previous the snapshot of the plan before, {@link Snapshot#empty} at first
     */
    public Snapshot compile(Plan plan, PlanDiff diff, Snapshot previous) {
        if (!diff.isEmpty() && leavesMaterialAlone(diff, previous)) {
            Tables tables = diff.puts().stream().allMatch(EndpointsPlan.class::isInstance)
                            && diff.gone().stream().allMatch(key -> key.startsWith(ENDPOINTS))
                    ? previous.tables()
                    : previous.tables().with(Router.next(previous.router(), plan));
            return new Snapshot(plan, diff.version(), tables, touched(plan, diff, previous));
        }
        Work work = new Work(plan, previous.tables());
        Tables tables = work.tables();
        SharedTable.Editor<String, Cluster> clusters =
                SharedTable.<String, Cluster>empty().edit();
        for (ClusterPlan cluster : plan.clusters()) {
            clusters.put(
                    cluster.key(),
                    cluster(plan, cluster, tables.backends().get(cluster.key()), previous.cluster(cluster.key())));
        }
        return new Snapshot(plan, diff.version(), tables, clusters.build());
    }

    /**
     * Whether no port and nothing that is made of keys and certificates can be other than before: routes, rules, endpoints and
     * clusters in plain text come and go all the time, and then only they are looked at.
     */
    private static boolean leavesMaterialAlone(PlanDiff diff, Snapshot previous) {
        for (PlanEntry entry : diff.puts()) {
            boolean plain = entry instanceof RoutePlan
                    || entry instanceof RulePlan
                    || entry instanceof EndpointsPlan
                    || entry instanceof ClusterPlan cluster && cluster.tls().isEmpty();
            if (!plain || encrypted(previous, entry.key())) {
                return false;
            }
        }
        for (String key : diff.gone()) {
            boolean plain = key.startsWith("route/")
                    || key.startsWith("rule/")
                    || key.startsWith(ENDPOINTS)
                    || key.startsWith("cluster/");
            if (!plain || encrypted(previous, key)) {
                return false;
            }
        }
        return true;
    }

    private static boolean encrypted(Snapshot previous, String key) {
        Cluster before = previous.cluster(key);
        return before != null && before.plan().tls().isPresent();
    }

    /** Pods and Services came or went: nothing but the clusters that they concern is looked at. */
    private static SharedTable<String, Cluster> touched(Plan plan, PlanDiff diff, Snapshot previous) {
        SharedTable.Editor<String, Cluster> clusters = previous.clusters().edit();
        diff.gone().forEach(clusters::remove);
        List<String> keys = new ArrayList<>(diff.gone());
        for (PlanEntry entry : diff.puts()) {
            keys.add(entry.key());
            if (entry instanceof ClusterPlan cluster) {
                clusters.put(cluster.key(), cluster(plan, cluster, null, clusters.get(cluster.key())));
            }
        }
        for (String key : keys) {
            if (!key.startsWith(ENDPOINTS)) {
                continue;
            }
            String port = key.substring(ENDPOINTS.length());
            String stem = "cluster/" + (port.endsWith("/udp") ? port.substring(0, port.length() - 4) : port) + "/";
            for (ClusterPlan.Protocol protocol : ClusterPlan.Protocol.values()) {
                Cluster before = clusters.get(stem + protocol);
                if (before != null && before.plan().endpointsKey().equals(key)) {
                    clusters.put(
                            before.key(),
                            new Cluster(before.plan(), endpoints(plan, before.plan()), before.tls(), before.closed()));
                }
            }
        }
        return clusters.build();
    }

    private static Cluster cluster(
            Plan plan, ClusterPlan cluster, @Nullable Made<BackendTls> tls, @Nullable Cluster previous) {
        List<Endpoint> endpoints = endpoints(plan, cluster);
        BackendTls made = tls == null ? null : tls.value();
        Ack.Problem problem = tls == null ? null : tls.problem();
        Refusal closed =
                cluster.closed().orElse(problem == null ? null : new Refusal(problem.reason(), problem.message()));
        Cluster next = new Cluster(cluster, endpoints, made, closed);
        return previous != null && next.equals(previous) ? previous : next;
    }

    private static List<Endpoint> endpoints(Plan plan, ClusterPlan cluster) {
        return plan.entry(cluster.endpointsKey())
                .map(entry -> entry instanceof EndpointsPlan found ? found.endpoints() : List.<Endpoint>of())
                .orElse(List.of());
    }

    /** One compilation of everything but endpoints. */
    private final class Work {
        private final Plan plan;
        private final Tables previous;
        private final List<Ack.Problem> problems = new ArrayList<>();
        private final Map<String, Made<Identity>> identities = new LinkedHashMap<>();
        private final Map<String, Made<Trust>> trusts = new LinkedHashMap<>();
        private final Map<String, Made<ServerTls>> servers = new LinkedHashMap<>();
        private final Map<String, Made<BackendTls>> backends = new LinkedHashMap<>();

        Work(Plan plan, Tables previous) {
            this.plan = plan;
            this.previous = previous;
        }

        Tables tables() {
            plan.certificates().forEach(this::identity);
            plan.trusts().forEach(this::trust);
            List<Meters.Served> served = new ArrayList<>();
            List<Identity> shown = new ArrayList<>();
            for (ListenerPlan listener : plan.listeners()) {
                if (listener.tls().isPresent()
                        && listener.tls().get().terminate()
                        && listener.closed().isEmpty()) {
                    List<Identity> own = server(listener, listener.tls().get());
                    shown.addAll(own);
                    own.forEach(identity -> served.add(served(listener, identity)));
                }
            }
            plan.clusters().stream()
                    .filter(cluster ->
                            cluster.tls().isPresent() && cluster.closed().isEmpty())
                    .forEach(cluster -> backend(cluster, cluster.tls().get()));
            TlsPort.Certificates certificates = new TlsPort.Certificates(shown);
            Router router = Router.next(previous.router(), plan);
            return new Tables(
                    router,
                    ports(false, router, certificates),
                    ports(true, router, certificates),
                    identities,
                    trusts,
                    servers,
                    backends,
                    List.copyOf(served),
                    List.copyOf(problems));
        }

        private void identity(CertificatePlan certificate) {
            identities.put(
                    certificate.key(), make(certificate.key(), List.of(certificate), previous.identities(), () -> {
                        try {
                            return Identity.read(certificate);
                        } catch (BadPem e) {
                            throw new Failure("InvalidCertificateRef", of("secret", certificate.secret(), e));
                        }
                    }));
        }

        private void trust(TrustPlan trust) {
            trusts.put(trust.key(), make(trust.key(), List.of(trust), previous.trusts(), () -> {
                try {
                    return Trust.read(trust);
                } catch (BadPem e) {
                    throw new Failure("InvalidCACertificateRef", of("authorities", trust.source(), e));
                }
            }));
        }

        /** The certificates that the listener shows; none if it is refused. */
        private List<Identity> server(ListenerPlan listener, ListenerPlan.Tls tls) {
            List<Identity> own = made(tls.certificates(), identities);
            List<Trust> clients = tls.clients()
                    .map(validation -> made(validation.trusts(), trusts))
                    .orElse(List.of());
            Made<ServerTls> server = make(listener.key(), List.of(listener, own, clients), previous.servers(), () -> {
                try {
                    return ServerTls.of(engine, listener, own, clients);
                } catch (Unusable e) {
                    throw new Failure(e.reason(), "listener `" + listener.listener() + "`: " + e.getMessage());
                }
            });
            servers.put(listener.key(), server);
            return server.value() == null ? List.of() : own;
        }

        private void backend(ClusterPlan cluster, ClusterPlan.Tls tls) {
            List<Trust> authorities = made(tls.trusts(), trusts);
            Made<Identity> own = tls.clientCertificate().map(identities::get).orElse(null);
            // endpoints and budget are no part of it: a pool may live on when they change
            List<Object> inputs = List.of(
                    tls, cluster.protocol(), authorities, own == null || own.value() == null ? "" : own.value());
            backends.put(cluster.key(), make(cluster.key(), inputs, previous.backends(), () -> {
                if (tls.clientCertificate().isPresent() && (own == null || own.value() == null)) {
                    throw new Failure(
                            "InvalidClientCertificateRef",
                            "backend `" + cluster.backend().namespacedName()
                                    + "`: the client certificate to show cannot be used");
                }
                try {
                    return BackendTls.of(engine, cluster, authorities, own == null ? null : own.value());
                } catch (Unusable e) {
                    throw new Failure(
                            e.reason(), "backend `" + cluster.backend().namespacedName() + "`: " + e.getMessage());
                }
            }));
        }

        private SortedMap<Integer, PortView> ports(boolean udp, Router router, TlsPort.Certificates certificates) {
            SortedMap<Integer, List<ListenerPlan>> byPort = new TreeMap<>();
            for (ListenerPlan listener : plan.listeners()) {
                if ((listener.protocol() == ListenerPlan.Protocol.UDP) == udp) {
                    byPort.computeIfAbsent(listener.port(), port -> new ArrayList<>())
                            .add(listener);
                }
            }
            SortedMap<Integer, PortView> ports = new TreeMap<>();
            byPort.forEach((port, listeners) -> ports.put(port, port(port, listeners, router, certificates)));
            return Collections.unmodifiableSortedMap(ports);
        }

        private PortView port(
                int port, List<ListenerPlan> listeners, Router router, TlsPort.Certificates certificates) {
            PortView.Kind kind = PortView.Kind.of(listeners.get(0).protocol());
            if (kind != PortView.Kind.TLS) {
                return new PortView(port, kind, listeners, null);
            }
            List<TlsPort.Entry> entries = new ArrayList<>();
            for (ListenerPlan listener : listeners) {
                boolean terminate =
                        listener.tls().map(ListenerPlan.Tls::terminate).orElse(true);
                Made<ServerTls> server = servers.get(listener.key());
                ServerTls tls = server == null ? null : server.value();
                boolean closed = listener.closed().isPresent() || (terminate && tls == null);
                entries.add(new TlsPort.Entry(listener, tls, closed));
            }
            return new PortView(port, kind, listeners, new TlsPort(router.port(port), entries, certificates));
        }

        private <T> Made<T> make(String key, List<?> inputs, Map<String, Made<T>> before, Maker<T> maker) {
            Made<T> old = before.get(key);
            Made<T> now;
            if (old != null && old.inputs().equals(inputs)) {
                now = old;
            } else {
                try {
                    now = new Made<>(inputs, maker.make(), null);
                } catch (Failure e) {
                    now = new Made<>(inputs, null, new Ack.Problem(key, e.reason, String.valueOf(e.getMessage())));
                }
            }
            if (now.problem() != null) {
                problems.add(now.problem());
            }
            return now;
        }
    }

    private static <T> List<T> made(List<String> keys, Map<String, Made<T>> all) {
        List<T> found = new ArrayList<>();
        for (String key : keys) {
            Made<T> made = all.get(key);
            if (made != null && made.value() != null) {
                found.add(made.value());
            }
        }
        return List.copyOf(found);
    }

    private static Meters.Served served(ListenerPlan listener, Identity identity) {
        return new Meters.Served(
                listener.listener(),
                identity.secret(),
                identity.leaf().getSerialNumber(),
                identity.leaf().getNotAfter().toInstant(),
                identity.algorithm());
    }

    private static String of(String what, io.gatewright.model.name.ObjectRef source, BadPem why) {
        return what + " `" + source.namespacedName() + "`: " + why.getMessage();
    }

    @FunctionalInterface
    private interface Maker<T> {
        T make() throws Failure;
    }

    /** A part that cannot be made: never leaves this class. */
    private static final class Failure extends Exception {
        private static final long serialVersionUID = 1L;

        private final String reason;

        Failure(String reason, String message) {
            super(message, null, false, false);
            this.reason = reason;
        }
    }
}
