package io.gatewright.semantics.planner;

import io.gatewright.model.name.ObjectRef;
import io.gatewright.model.sorted.SortedTree;
import io.gatewright.semantics.attach.ParentVerdict;
import io.gatewright.semantics.listener.ListenerKey;
import io.gatewright.semantics.listener.ListenerNode;
import io.gatewright.semantics.lower.ClusterUse;
import io.gatewright.semantics.plan.ClusterPlan;
import io.gatewright.semantics.plan.EndpointsPlan;
import io.gatewright.semantics.plan.ListenerPlan;
import io.gatewright.semantics.plan.Plan;
import io.gatewright.semantics.plan.PlanEntry;
import io.gatewright.semantics.plan.RoutePlan;
import io.gatewright.semantics.plan.RulePlan;
import io.gatewright.semantics.topology.GatewayNode;
import io.gatewright.semantics.topology.RouteNode;
import io.gatewright.semantics.topology.Topology;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The plan of one Gateway, with what it was made from: the listeners, routes and uses of backends that it holds. Entries
 * that several of them need are counted. Immutable; {@link #next} makes the one after a change.
 */
final class GatewayPlan {
    private final GatewayNode node;
    private final Plan plan;
    private final SortedTree<ListenerKey, ListenerNode> listeners;
    private final SortedTree<ObjectRef, RouteNode> routes;
    private final SortedTree<String, ClusterUse> clusters;
    private final Shared shared;

    private GatewayPlan(Edit edit) {
        this.node = edit.change.node();
        this.plan = Plan.of(node.gateway().ref(), edit.shared.entries().asMap());
        this.listeners = edit.listeners;
        this.routes = edit.routes;
        this.clusters = edit.clusters;
        this.shared = edit.shared;
    }

    private GatewayPlan(GatewayNode node) {
        this.node = node;
        this.plan = Plan.empty(node.gateway().ref());
        this.listeners = SortedTree.empty();
        this.routes = SortedTree.empty();
        this.clusters = SortedTree.empty();
        this.shared = new Shared();
    }

    /** What may be another one than before. */
    record Change(
            Topology topology,
            EndpointSets endpoints,
            GatewayNode node,
            TreeSet<ObjectRef> routes,
            Set<ObjectRef> backends,
            Set<ObjectRef> served) {}

    /** A plan that asks for nothing. */
    static GatewayPlan empty(GatewayNode node) {
        return new GatewayPlan(node);
    }

    Plan plan() {
        return plan;
    }

    GatewayPlan next(Change change) {
        return new Edit(this, change).made();
    }

    private static final class Edit {
        private final GatewayPlan before;
        private final Change change;
        private final Shared shared;
        private SortedTree<ListenerKey, ListenerNode> listeners;
        private SortedTree<ObjectRef, RouteNode> routes;
        private SortedTree<String, ClusterUse> clusters;

        /** Clusters to be planned anew, or let go of if nobody uses them. */
        private final TreeSet<String> dirty = new TreeSet<>();

        Edit(GatewayPlan before, Change change) {
            this.before = before;
            this.change = change;
            this.shared = before.shared.copy();
            this.listeners = before.listeners;
            this.routes = before.routes;
            this.clusters = before.clusters;
        }

        GatewayPlan made() {
            if (before.node != change.node() || before.listeners.isEmpty()) {
                listeners();
            }
            change.routes().forEach(this::route);
            if (!before.node.clientCertificate().equals(change.node().clientCertificate())
                    || !before.node
                            .clientCertificateRefusal()
                            .equals(change.node().clientCertificateRefusal())) {
                dirty.addAll(clusters.asMap().keySet());
            }
            change.backends()
                    .forEach(backend ->
                            keys(clusters, "cluster/" + path(backend)).forEach(dirty::add));
            Clusters planner = new Clusters(change.node(), change.topology().policies());
            dirty.forEach(key -> cluster(planner, key));
            change.served().forEach(this::endpoints);
            return new GatewayPlan(this);
        }

        /** Routes of listeners that have come or gone are planned anew: only what is open is bound. */
        private void listeners() {
            Map<ListenerKey, ListenerNode> now = new HashMap<>();
            change.node().listeners().listeners().forEach(node -> now.put(node.key(), node));
            before.listeners.forEach((key, old) -> {
                ListenerNode same = now.get(key);
                if (old != same && !old.equals(same)) {
                    listener(key, old, same);
                }
            });
            now.forEach((key, node) -> {
                if (before.listeners.get(key) == null) {
                    listener(key, null, node);
                }
            });
        }

        private void listener(ListenerKey key, @Nullable ListenerNode old, @Nullable ListenerNode now) {
            Optional<ListenerPlan> was = Optional.ofNullable(old).flatMap(ListenerPlans::plan);
            Optional<ListenerPlan> is = Optional.ofNullable(now).flatMap(ListenerPlans::plan);
            if (now != null && is.isPresent()) {
                shared.put(is.get());
                shared.hold(ListenerPlans.material(now, is.get()).values());
            }
            if (old != null && was.isPresent()) {
                shared.release(ListenerPlans.material(old, was.get()).keySet());
            }
            if (is.isEmpty()) {
                shared.remove(ListenerPlan.key(key));
            }
            if (was.isPresent() != is.isPresent()) {
                change.routes().addAll(change.topology().routesOf(key));
            }
            listeners = now == null ? listeners.without(key) : listeners.with(key, now);
        }

        private void route(ObjectRef ref) {
            RouteNode old = routes.get(ref);
            RouteNode now = change.topology().routes().get(ref);
            List<RoutePlan.Binding> bindings = now == null ? List.of() : bindings(now);
            Set<String> kept = new HashSet<>();
            if (now != null && !bindings.isEmpty()) {
                RoutePlan plan = new RoutePlan(
                        now.head().route(), now.head().kind(), now.head().created(), bindings);
                kept.add(plan.key());
                shared.put(plan);
                for (RulePlan rule : now.lowered().rules()) {
                    kept.add(rule.key());
                    shared.put(rule);
                }
                now.lowered().clusters().forEach(this::use);
                routes = routes.with(ref, now);
            } else {
                routes = routes.without(ref);
            }
            if (old != null) {
                List<String> gone = new ArrayList<>(List.of(RoutePlan.key(ref)));
                old.lowered().rules().forEach(rule -> gone.add(rule.key()));
                gone.stream().filter(key -> !kept.contains(key)).forEach(shared::remove);
                old.lowered().clusters().keySet().forEach(this::unuse);
            }
        }

        /** The route's listeners that are part of the plan, each with the hosts of all parentRefs that lead to it. */
        private List<RoutePlan.Binding> bindings(RouteNode route) {
            TreeMap<ListenerKey, LinkedHashSet<RoutePlan.Host>> hosts = new TreeMap<>();
            for (ParentVerdict parent : route.acceptedOn(change.node().gateway().ref())) {
                for (RoutePlan.Binding binding : parent.bindings()) {
                    if (shared.has(ListenerPlan.key(binding.listener()))) {
                        hosts.computeIfAbsent(binding.listener(), key -> new LinkedHashSet<>())
                                .addAll(binding.hosts());
                    }
                }
            }
            List<RoutePlan.Binding> bindings = new ArrayList<>();
            hosts.forEach((listener, list) -> bindings.add(new RoutePlan.Binding(listener, List.copyOf(list))));
            return bindings;
        }

        private void use(String key, ClusterUse use) {
            shared.count(key, 1);
            if (!use.equals(clusters.get(key))) {
                clusters = clusters.with(key, use);
                dirty.add(key);
            }
        }

        private void unuse(String key) {
            if (shared.count(key, -1) == 0) {
                dirty.add(key);
            }
        }

        private void cluster(Clusters planner, String key) {
            ClusterUse use = clusters.get(key);
            ClusterPlan old = (ClusterPlan) shared.get(key);
            if (use != null && shared.count(key, 0) > 0) {
                Map<String, PlanEntry> material = new TreeMap<>();
                ClusterPlan now = planner.plan(use, material);
                shared.put(now);
                shared.hold(material.values());
                if (old == null) {
                    boolean udp = now.protocol() == ClusterPlan.Protocol.UDP;
                    shared.hold(List.of(change.endpoints().endpoints(now.backend(), now.port(), udp)));
                }
            } else {
                clusters = clusters.without(key);
                shared.remove(key);
                if (old != null) {
                    shared.release(List.of(old.endpointsKey()));
                }
            }
            if (old != null) {
                shared.release(material(old));
            }
        }

        private static Set<String> material(ClusterPlan plan) {
            Set<String> keys = new HashSet<>();
            plan.tls().ifPresent(tls -> {
                keys.addAll(tls.trusts());
                tls.clientCertificate().ifPresent(keys::add);
            });
            return keys;
        }

        private void endpoints(ObjectRef backend) {
            for (String key : keys(shared.entries(), "endpoints/" + path(backend))) {
                EndpointsPlan old = (EndpointsPlan) shared.get(key);
                if (old != null) {
                    shared.put(change.endpoints().endpoints(old.backend(), old.port(), old.udp()));
                }
            }
        }

        private static String path(ObjectRef backend) {
            return backend.kind() + "/" + backend.namespace() + "/" + backend.name() + "/";
        }

        private static List<String> keys(SortedTree<String, ?> tree, String prefix) {
            List<String> keys = new ArrayList<>();
            tree.forEachIn(key -> key.startsWith(prefix) ? 0 : key.compareTo(prefix), (key, value) -> keys.add(key));
            return keys;
        }
    }
}
