package io.gatewright.semantics.match;

import io.gatewright.model.name.Hostname;
import io.gatewright.model.name.ObjectRef;
import io.gatewright.semantics.listener.ListenerKey;
import io.gatewright.semantics.plan.BackendPlan;
import io.gatewright.semantics.plan.FilterPlan;
import io.gatewright.semantics.plan.ListenerPlan;
import io.gatewright.semantics.plan.MatchPlan;
import io.gatewright.semantics.plan.MatchPlan.ValueMatch;
import io.gatewright.semantics.plan.PathMatch;
import io.gatewright.semantics.plan.Plan;
import io.gatewright.semantics.plan.PlanEntry;
import io.gatewright.semantics.plan.Refusal;
import io.gatewright.semantics.plan.RouteKind;
import io.gatewright.semantics.plan.RoutePlan;
import io.gatewright.semantics.plan.RulePlan;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Plans for tests, in few words. */
public final class Plans {
    public static final ObjectRef GATEWAY = new ObjectRef("gateway.networking.k8s.io", "Gateway", "infra", "gate");
    public static final ListenerKey WEB = listener("web");
    public static final Instant EPOCH = Instant.parse("2026-01-01T00:00:00Z");

    private final List<PlanEntry> entries = new ArrayList<>();

    public static ListenerKey listener(String section) {
        return new ListenerKey(GATEWAY, section);
    }

    public static Plans plan() {
        return new Plans();
    }

    /** A plan with one clear-text listener {@code web} on port 80 for every host. */
    public static Plans web() {
        return plan().listen("web", 80, ListenerPlan.Protocol.HTTP, "");
    }

    /** An empty host stands for every host. */
    public Plans listen(String section, int port, ListenerPlan.Protocol protocol, String host) {
        Optional<ListenerPlan.Tls> tls =
                protocol == ListenerPlan.Protocol.HTTPS || protocol == ListenerPlan.Protocol.TLS
                        ? Optional.of(new ListenerPlan.Tls(true, List.of(), Optional.empty(), Map.of()))
                        : Optional.empty();
        entries.add(new ListenerPlan(listener(section), port, protocol, host(host), tls, Optional.empty()));
        return this;
    }

    public Plans closed(String section, int port, String host) {
        entries.add(new ListenerPlan(
                listener(section),
                port,
                ListenerPlan.Protocol.HTTP,
                host(host),
                Optional.empty(),
                Optional.of(new Refusal("Invalid", "listener cannot serve"))));
        return this;
    }

    public Plans with(PlanEntry entry) {
        entries.add(entry);
        return this;
    }

    public Route http(String name) {
        return new Route(name, RouteKind.HTTP);
    }

    public Route grpc(String name) {
        return new Route(name, RouteKind.GRPC);
    }

    public Route route(String name, RouteKind kind) {
        return new Route(name, kind);
    }

    public Plan build() {
        return Plan.of(GATEWAY, entries);
    }

    public static Optional<Hostname> host(String name) {
        return name.isEmpty() ? Optional.empty() : Optional.of(Hostname.of(name));
    }

    /** A route; {@link #done} puts it into the plan. */
    public final class Route {
        private final ObjectRef ref;
        private final RouteKind kind;
        private final List<RoutePlan.Binding> bindings = new ArrayList<>();
        private final List<RulePlan> rules = new ArrayList<>();
        private Instant created = EPOCH;

        private Route(String name, RouteKind kind) {
            String[] parts = name.split("/");
            this.ref = new ObjectRef(
                    "gateway.networking.k8s.io",
                    kind.kind(),
                    parts.length == 2 ? parts[0] : "default",
                    parts[parts.length - 1]);
            this.kind = kind;
        }

        public RouteKind kind() {
            return kind;
        }

        public Route created(int second) {
            created = EPOCH.plusSeconds(second);
            return this;
        }

        /** Bound to a listener without hostname under these hosts; none means every host. */
        public Route on(String section, String... hosts) {
            List<RoutePlan.Host> list = new ArrayList<>();
            for (String host : hosts) {
                list.add(new RoutePlan.Host(host(host), host(host)));
            }
            if (list.isEmpty()) {
                list.add(new RoutePlan.Host(Optional.empty(), Optional.empty()));
            }
            bindings.add(new RoutePlan.Binding(listener(section), list));
            return this;
        }

        /** Narrowed by its listener from one hostname to another. */
        public Route narrowed(String section, String declared, String effective) {
            bindings.add(new RoutePlan.Binding(
                    listener(section), List.of(new RoutePlan.Host(host(effective), host(declared)))));
            return this;
        }

        public Route rule(MatchPlan... matches) {
            return rule(List.of(), List.of(backend(1, "svc")), matches);
        }

        public Route rule(List<FilterPlan> filters, List<BackendPlan> backends, MatchPlan... matches) {
            return rule(new RulePlan(
                    ref,
                    rules.size(),
                    Optional.empty(),
                    List.of(matches),
                    filters,
                    backends,
                    RulePlan.Timeouts.NONE,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty()));
        }

        public Route refusedRule(MatchPlan... matches) {
            return rule(new RulePlan(
                    ref,
                    rules.size(),
                    Optional.empty(),
                    List.of(matches),
                    List.of(),
                    List.of(),
                    RulePlan.Timeouts.NONE,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.of(new Refusal("UnsupportedValue", "rule cannot be honoured"))));
        }

        private Route rule(RulePlan rule) {
            rules.add(rule);
            return this;
        }

        public Plans done() {
            if (bindings.isEmpty()) {
                on("web");
            }
            entries.add(new RoutePlan(ref, kind, created, bindings));
            entries.addAll(rules);
            return Plans.this;
        }
    }

    public static BackendPlan backend(int weight, String name, FilterPlan... filters) {
        return new BackendPlan(weight, new BackendPlan.Cluster("cluster/" + name), List.of(filters));
    }

    public static BackendPlan unresolvable(int weight) {
        return new BackendPlan(
                weight,
                new BackendPlan.Unresolvable(new Refusal("BackendNotFound", "backend `shop/gone`: not found")),
                List.of());
    }

    public static MatchPlan exact(String path) {
        return new MatchPlan(new PathMatch.Exact(path), Optional.empty(), List.of(), List.of());
    }

    /** The root is the empty string. */
    public static MatchPlan prefix(String path) {
        return new MatchPlan(new PathMatch.Prefix(path), Optional.empty(), List.of(), List.of());
    }

    public static MatchPlan regex(String pattern) {
        return new MatchPlan(new PathMatch.Regex(pattern), Optional.empty(), List.of(), List.of());
    }

    /** Empty text stands for an absent part. */
    public static MatchPlan call(String service, String method) {
        return call(service, method, false);
    }

    public static MatchPlan call(String service, String method, boolean regex) {
        return new MatchPlan(
                new PathMatch.GrpcCall(
                        Optional.of(service).filter(s -> !s.isEmpty()),
                        Optional.of(method).filter(s -> !s.isEmpty()),
                        regex),
                Optional.empty(),
                List.of(),
                List.of());
    }

    public static MatchPlan method(String method, MatchPlan match) {
        return new MatchPlan(match.path(), Optional.of(method), match.headers(), match.query());
    }

    /** Adds headers, written {@code name=value}. */
    public static MatchPlan headers(MatchPlan match, String... headers) {
        return new MatchPlan(match.path(), match.method(), values(false, headers), match.query());
    }

    public static MatchPlan headersMatching(MatchPlan match, String... headers) {
        return new MatchPlan(match.path(), match.method(), values(true, headers), match.query());
    }

    public static MatchPlan query(MatchPlan match, String... parameters) {
        return new MatchPlan(match.path(), match.method(), match.headers(), values(false, parameters));
    }

    public static MatchPlan queryMatching(MatchPlan match, String... parameters) {
        return new MatchPlan(match.path(), match.method(), match.headers(), values(true, parameters));
    }

    private static List<ValueMatch> values(boolean regex, String... texts) {
        List<ValueMatch> values = new ArrayList<>();
        for (String text : texts) {
            int equals = text.indexOf('=');
            values.add(new ValueMatch(text.substring(0, equals), regex, text.substring(equals + 1)));
        }
        return values;
    }
}
