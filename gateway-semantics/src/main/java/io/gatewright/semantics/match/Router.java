package io.gatewright.semantics.match;

import io.gatewright.model.name.Hostname;
import io.gatewright.model.name.ObjectRef;
import io.gatewright.semantics.listener.ListenerKey;
import io.gatewright.semantics.plan.ListenerPlan;
import io.gatewright.semantics.plan.Plan;
import io.gatewright.semantics.plan.RoutePlan;
import io.gatewright.semantics.plan.RulePlan;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The compiled form of a plan's listeners, routes and rules. Immutable and safe for all threads. Building is linear in the
 * plan (sorting within buckets apart); what did not change since the previous router is taken over as it is.
 */
public final class Router {
    /** One port with all its listeners of one transport. */
    public static final class Port {
        private final int number;
        private final Map<ListenerKey, Listener> listeners;
        private final HostIndex<Listener> byHost;

        private Port(int number, Map<ListenerKey, Listener> listeners) {
            this.number = number;
            this.listeners = listeners;
            Map<Optional<Hostname>, Listener> hosts = new HashMap<>();
            // listeners of one hostname conflict and never reach a plan together; if they do, the first by key stays
            listeners.values().forEach(listener -> hosts.putIfAbsent(listener.plan.hostname(), listener));
            this.byHost = new HostIndex<>(hosts);
        }

        /** As the listeners declare it. */
        public int number() {
            return number;
        }

        /**
         * The most specific listener for a host, or null if none wants it. A request belongs to this one listener alone
         * (GatewayHTTPListenerIsolation). Serves for host headers and for server names alike.
         *
         * @param host lower-case, without port and trailing dot; empty if unknown
         */
        public @Nullable Listener listener(String host) {
            HostIndex.Node<Listener> node = byHost.find(host);
            return node == null ? null : node.value;
        }

        /** The listener of this name, or null if the port has none. */
        public @Nullable Listener listener(ListenerKey key) {
            return listeners.get(key);
        }

        /** All listeners, in key order. */
        public List<Listener> listeners() {
            return List.copyOf(listeners.values());
        }
    }

    /** One listener with the hosts and rules bound to it. */
    public static final class Listener {
        private final ListenerPlan plan;
        private final List<RuleTable.Source> sources;
        private final HostTable hosts;
        private final StreamTable streams;

        private Listener(ListenerPlan plan, List<RuleTable.Source> sources, HostTable hosts, StreamTable streams) {
            this.plan = plan;
            this.sources = sources;
            this.hosts = hosts;
            this.streams = streams;
        }

        public ListenerPlan plan() {
            return plan;
        }

        public ListenerKey key() {
            return plan.listener();
        }

        public HostTable hosts() {
            return hosts;
        }

        /** Its routes below HTTP; none for a listener of HTTP. */
        public StreamTable streams() {
            return streams;
        }
    }

    private final Map<ListenerKey, Listener> listeners;
    private final Map<Integer, Port> tcp;
    private final Map<Integer, Port> udp;
    private final Expressions expressions;

    private Router(
            Map<ListenerKey, Listener> listeners,
            Map<Integer, Port> tcp,
            Map<Integer, Port> udp,
            Expressions expressions) {
        this.listeners = listeners;
        this.tcp = tcp;
        this.udp = udp;
        this.expressions = expressions;
    }

    /** Compiles a plan. */
    public static Router of(Plan plan) {
        return next(null, plan);
    }

    /** Compiles a plan; listeners, host tables and rule tables that are the same as in {@code previous} are reused. */
    public static Router next(@Nullable Router previous, Plan plan) {
        Expressions expressions = new Expressions(previous == null ? null : previous.expressions);
        Map<ListenerKey, List<RuleTable.Source>> sources = sources(plan);
        Map<ListenerKey, Listener> listeners = new LinkedHashMap<>();
        Map<Integer, Map<ListenerKey, Listener>> tcp = new HashMap<>();
        Map<Integer, Map<ListenerKey, Listener>> udp = new HashMap<>();
        for (ListenerPlan listenerPlan : plan.listeners()) {
            ListenerKey key = listenerPlan.listener();
            Listener before = previous == null ? null : previous.listeners.get(key);
            Listener listener = listener(listenerPlan, sources.getOrDefault(key, List.of()), before, expressions);
            listeners.put(key, listener);
            (listenerPlan.protocol() == ListenerPlan.Protocol.UDP ? udp : tcp)
                    .computeIfAbsent(listenerPlan.port(), port -> new LinkedHashMap<>())
                    .put(key, listener);
        }
        expressions.seal();
        return new Router(listeners, ports(tcp), ports(udp), expressions);
    }

    /** Routes with their rules, per listener: children name their parents, so this is where they meet. */
    private static Map<ListenerKey, List<RuleTable.Source>> sources(Plan plan) {
        Map<ObjectRef, List<RulePlan>> rules = new HashMap<>();
        for (RulePlan rule : plan.rules()) {
            rules.computeIfAbsent(rule.route(), route -> new ArrayList<>(2)).add(rule);
        }
        // keys sort as text, so rule 10 comes before rule 2
        rules.values().forEach(list -> list.sort(Comparator.comparingInt(RulePlan::index)));
        Map<ListenerKey, List<RuleTable.Source>> sources = new HashMap<>();
        for (RoutePlan route : plan.routes()) {
            List<RulePlan> own = rules.getOrDefault(route.route(), List.of());
            for (RoutePlan.Binding binding : route.bindings()) {
                List<RuleTable.Source> list =
                        sources.computeIfAbsent(binding.listener(), listener -> new ArrayList<>());
                for (RoutePlan.Host host : binding.hosts()) {
                    list.add(new RuleTable.Source(route, host, own));
                }
            }
        }
        return sources;
    }

    private static Listener listener(
            ListenerPlan plan, List<RuleTable.Source> sources, @Nullable Listener before, Expressions expressions) {
        if (before != null && before.sources.equals(sources) && before.plan.equals(plan)) {
            before.hosts.keepExpressions(expressions);
            return before;
        }
        HostTable hosts = HostTable.of(plan.listener(), sources, expressions, before == null ? null : before.hosts);
        return new Listener(plan, sources, hosts, plan.protocol().http() ? StreamTable.NONE : StreamTable.of(sources));
    }

    private static Map<Integer, Port> ports(Map<Integer, Map<ListenerKey, Listener>> listeners) {
        Map<Integer, Port> ports = new HashMap<>();
        listeners.forEach((number, group) -> ports.put(number, new Port(number, group)));
        return ports;
    }

    /** The listener of this name, on whatever port, or null if the plan has none. */
    public @Nullable Listener listener(ListenerKey key) {
        return listeners.get(key);
    }

    /** The listeners of a TCP port, or null if the plan does not use it. */
    public @Nullable Port port(int number) {
        return tcp.get(number);
    }

    /** The listeners of a UDP port, or null if the plan does not use it. */
    public @Nullable Port udpPort(int number) {
        return udp.get(number);
    }
}
