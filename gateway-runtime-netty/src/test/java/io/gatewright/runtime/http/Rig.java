package io.gatewright.runtime.http;

import io.gatewright.model.name.ObjectRef;
import io.gatewright.runtime.DataPlane;
import io.gatewright.runtime.Edge;
import io.gatewright.runtime.Leaks;
import io.gatewright.runtime.RuntimeSettings;
import io.gatewright.runtime.observe.AccessRecord;
import io.gatewright.semantics.listener.ListenerKey;
import io.gatewright.semantics.plan.Ack;
import io.gatewright.semantics.plan.BackendPlan;
import io.gatewright.semantics.plan.ClusterPlan;
import io.gatewright.semantics.plan.EndpointsPlan;
import io.gatewright.semantics.plan.FilterPlan;
import io.gatewright.semantics.plan.ListenerPlan;
import io.gatewright.semantics.plan.MatchPlan;
import io.gatewright.semantics.plan.PathMatch;
import io.gatewright.semantics.plan.Plan;
import io.gatewright.semantics.plan.PlanDiff;
import io.gatewright.semantics.plan.PlanEntry;
import io.gatewright.semantics.plan.RouteKind;
import io.gatewright.semantics.plan.RoutePlan;
import io.gatewright.semantics.plan.RulePlan;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** A whole data plane on loopback with one clear-text listener, and plans made of a few words. */
final class Rig implements AutoCloseable {
    static final ObjectRef GATEWAY = new ObjectRef("gateway.networking.k8s.io", "Gateway", "default", "gw");
    static final ListenerKey LISTENER = new ListenerKey(GATEWAY, "web");
    static final String REASON = "gatewright-reason";

    static {
        Leaks.watch();
    }

    final DataPlane plane;
    final LinkedBlockingQueue<AccessRecord> records = new LinkedBlockingQueue<>();
    private Plan plan = Plan.empty(GATEWAY);
    private long version;
    int port;

    private Rig(UnaryOperator<RuntimeSettings.Builder> settings) {
        RuntimeSettings.Builder builder = RuntimeSettings.DEFAULTS
                .with()
                .eventLoops(1)
                .transport(Edge.transport())
                .reasonHeader(REASON)
                .accessLog(records::add)
                .binding((gateway, declared) -> new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        plane = DataPlane.start(settings.apply(builder).build());
    }

    static Rig start() {
        return new Rig(b -> b);
    }

    static Rig start(UnaryOperator<RuntimeSettings.Builder> settings) {
        return new Rig(settings);
    }

    /** A rig whose every request goes to these endpoints by HTTP/1.1. */
    static Rig to(Backend... backends) {
        return start().route(rule("/").to(backends));
    }

    Rig route(Rule... rules) {
        List<PlanEntry> entries = new ArrayList<>();
        entries.add(listener());
        entries.add(routePlan(RouteKind.HTTP));
        for (int i = 0; i < rules.length; i++) {
            entries.add(rules[i].plan(RouteKind.HTTP, i));
            entries.addAll(rules[i].clusters);
        }
        apply(entries);
        return this;
    }

    static ListenerPlan listener() {
        return new ListenerPlan(
                LISTENER, 80, ListenerPlan.Protocol.HTTP, Optional.empty(), Optional.empty(), Optional.empty());
    }

    static RoutePlan routePlan(RouteKind kind) {
        return new RoutePlan(
                ref(kind),
                kind,
                Instant.EPOCH,
                List.of(new RoutePlan.Binding(
                        LISTENER, List.of(new RoutePlan.Host(Optional.empty(), Optional.empty())))));
    }

    static ObjectRef ref(RouteKind kind) {
        return new ObjectRef("gateway.networking.k8s.io", kind.kind(), "default", "route");
    }

    Ack apply(List<PlanEntry> entries) {
        java.util.Map<String, PlanEntry> unique = new java.util.TreeMap<>();
        entries.forEach(entry -> unique.put(entry.key(), entry));
        Plan next = Plan.of(GATEWAY, unique.values());
        CompletableFuture<Ack> ack = new CompletableFuture<>();
        plane.accept(PlanDiff.between(plan, next, ++version), ack::complete);
        plan = next;
        Ack got = ack.orTimeout(60, TimeUnit.SECONDS).join();
        port = got.bound().get(0).actualPort();
        return got;
    }

    /** Returns when the data plane has begun all that it was told before. */
    void settle() {
        CompletableFuture<Ack> ack = new CompletableFuture<>();
        plane.accept(PlanDiff.between(plan, plan, ++version), ack::complete);
        ack.orTimeout(60, TimeUnit.SECONDS).join();
    }

    RawClient client() throws java.io.IOException {
        return new RawClient(port);
    }

    /** One exchange on a connection of its own. */
    RawClient.Answer ask(String request) throws java.io.IOException {
        try (RawClient client = client()) {
            client.send(request);
            return client.read();
        }
    }

    RawClient.Answer get(String path) throws java.io.IOException {
        return ask("GET " + path + " HTTP/1.1\r\nHost: any\r\nConnection: close\r\n\r\n");
    }

    AccessRecord record() throws InterruptedException {
        AccessRecord record = records.poll(60, TimeUnit.SECONDS);
        if (record == null) {
            throw new AssertionError("no access record");
        }
        return record;
    }

    @Override
    public void close() {
        plane.close();
    }

    static Rule rule(String prefix) {
        return new Rule(new PathMatch.Prefix(prefix.equals("/") ? "" : prefix));
    }

    static Rule call(String service) {
        return new Rule(new PathMatch.GrpcCall(Optional.of(service), Optional.empty(), false));
    }

    /** A rule, and the clusters it needs. */
    static final class Rule {
        private final PathMatch path;
        final List<FilterPlan> filters = new ArrayList<>();
        final List<BackendPlan> backends = new ArrayList<>();
        final List<PlanEntry> clusters = new ArrayList<>();
        private RulePlan.Timeouts timeouts = RulePlan.Timeouts.NONE;
        private Optional<RulePlan.Retry> retry = Optional.empty();
        private Optional<RulePlan.Session> session = Optional.empty();
        private Optional<ClusterPlan.RetryBudget> budget = Optional.empty();

        Rule(PathMatch path) {
            this.path = path;
        }

        Rule to(Backend... endpoints) {
            return to(ClusterPlan.Protocol.HTTP1, "backend", endpoints);
        }

        Rule to(ClusterPlan.Protocol protocol, String name, Backend... endpoints) {
            backends.add(new BackendPlan(1, cluster(protocol, name, Optional.empty(), ports(endpoints)), List.of()));
            return this;
        }

        static int[] ports(Backend... backends) {
            return Arrays.stream(backends).mapToInt(Backend::port).toArray();
        }

        BackendPlan.Cluster cluster(
                ClusterPlan.Protocol protocol, String name, Optional<ClusterPlan.Tls> tls, int... ports) {
            ObjectRef service = new ObjectRef("", "Service", "default", name);
            ClusterPlan cluster = new ClusterPlan(service, 80, protocol, tls, budget, Optional.empty());
            clusters.add(cluster);
            clusters.add(new EndpointsPlan(
                    service,
                    80,
                    Arrays.stream(ports)
                            .mapToObj(port -> new EndpointsPlan.Endpoint("127.0.0.1", port, false))
                            .toList()));
            return new BackendPlan.Cluster(cluster.key());
        }

        Rule filter(FilterPlan filter) {
            filters.add(filter);
            return this;
        }

        Rule timeouts(Duration request, Duration backendRequest) {
            timeouts = new RulePlan.Timeouts(Optional.ofNullable(request), Optional.ofNullable(backendRequest));
            return this;
        }

        Rule retry(int attempts, Integer... codes) {
            retry = Optional.of(new RulePlan.Retry(List.of(codes), attempts, Optional.empty()));
            return this;
        }

        Rule budget(ClusterPlan.RetryBudget value) {
            budget = Optional.of(value);
            return this;
        }

        Rule session(RulePlan.Session value) {
            session = Optional.of(value);
            return this;
        }

        RulePlan plan(RouteKind kind, int index) {
            return new RulePlan(
                    ref(kind),
                    index,
                    Optional.empty(),
                    List.of(new MatchPlan(path, Optional.empty(), List.of(), List.of())),
                    filters,
                    backends,
                    timeouts,
                    retry,
                    session,
                    Optional.empty());
        }
    }
}
