package io.gatewright.runtime.stream;

import io.gatewright.model.name.Hostname;
import io.gatewright.model.name.ObjectRef;
import io.gatewright.runtime.Edge;
import io.gatewright.semantics.plan.BackendPlan;
import io.gatewright.semantics.plan.ClusterPlan;
import io.gatewright.semantics.plan.EndpointsPlan;
import io.gatewright.semantics.plan.ListenerPlan;
import io.gatewright.semantics.plan.PlanEntry;
import io.gatewright.semantics.plan.Refusal;
import io.gatewright.semantics.plan.RouteKind;
import io.gatewright.semantics.plan.RoutePlan;
import io.gatewright.semantics.plan.RulePlan;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Plan entries for routes below HTTP. */
final class StreamPlans {
    private StreamPlans() {}

    static ListenerPlan listener(String name, int port, ListenerPlan.Protocol protocol) {
        return new ListenerPlan(Edge.key(name), port, protocol, Optional.empty(), Optional.empty(), Optional.empty());
    }

    static ListenerPlan passThrough(String name, int port, @Nullable String host) {
        return new ListenerPlan(
                Edge.key(name),
                port,
                ListenerPlan.Protocol.TLS,
                Optional.ofNullable(host).map(Hostname::of),
                Optional.of(new ListenerPlan.Tls(false, List.of(), Optional.empty(), Map.of())),
                Optional.empty());
    }

    static RoutePlan route(RouteKind kind, String name, Instant created, String listener, String... hosts) {
        List<RoutePlan.Host> all = hosts.length == 0
                ? List.of(new RoutePlan.Host(Optional.empty(), Optional.empty()))
                : Arrays.stream(hosts)
                        .map(Hostname::of)
                        .map(host -> new RoutePlan.Host(Optional.of(host), Optional.of(host)))
                        .toList();
        return new RoutePlan(ref(kind, name), kind, created, List.of(new RoutePlan.Binding(Edge.key(listener), all)));
    }

    static RulePlan rule(RouteKind kind, String name, BackendPlan... backends) {
        return new RulePlan(
                ref(kind, name),
                0,
                Optional.empty(),
                List.of(),
                List.of(),
                List.of(backends),
                RulePlan.Timeouts.NONE,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    static ObjectRef ref(RouteKind kind, String name) {
        return new ObjectRef("gateway.networking.k8s.io", kind.kind(), "default", name);
    }

    static BackendPlan to(int weight, ClusterPlan cluster) {
        return new BackendPlan(weight, new BackendPlan.Cluster(cluster.key()), List.of());
    }

    static BackendPlan nowhere(int weight) {
        return new BackendPlan(
                weight, new BackendPlan.Unresolvable(new Refusal("BackendNotFound", "service not found")), List.of());
    }

    static ClusterPlan cluster(String service, ClusterPlan.Protocol protocol, ClusterPlan.@Nullable Tls tls) {
        return new ClusterPlan(
                new ObjectRef("", "Service", "default", service),
                9000,
                protocol,
                Optional.ofNullable(tls),
                Optional.empty(),
                Optional.empty());
    }

    static EndpointsPlan endpoints(ClusterPlan cluster, int... ports) {
        return new EndpointsPlan(
                cluster.backend(),
                cluster.port(),
                cluster.protocol() == ClusterPlan.Protocol.UDP,
                Arrays.stream(ports)
                        .mapToObj(port -> new EndpointsPlan.Endpoint("127.0.0.1", port, false))
                        .toList());
    }

    static PlanEntry[] all(PlanEntry... entries) {
        return entries;
    }
}
