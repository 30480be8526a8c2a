package io.gatewright.semantics.match;

import io.gatewright.model.sorted.SharedTable;
import io.gatewright.model.sorted.SortedTree;
import io.gatewright.semantics.listener.ListenerKey;
import io.gatewright.semantics.plan.ListenerPlan;
import io.gatewright.semantics.plan.Plan;
import io.gatewright.semantics.plan.RoutePlan;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The compiled form of a plan's listeners, routes and rules. Immutable and safe for all threads. Building is linear in the
 * plan (sorting within buckets apart); the next router costs what changed, and shares everything else with the one before.
 */
public final class Router {
    /** One port with all its listeners of one transport. */
    public static final class Port {
        private final int number;
        private final SortedTree<ListenerKey, Listener> listeners;
        private final HostIndex<Listener> byHost;

        private Port(int number, SortedTree<ListenerKey, Listener> listeners, HostIndex<Listener> byHost) {
            this.number = number;
            this.listeners = listeners;
            this.byHost = byHost;
        }

        private static Port of(int number, SortedTree<ListenerKey, Listener> listeners) {
            HostIndex.Editor<Listener> hosts = HostIndex.<Listener>empty().edit();
            // listeners of one hostname conflict and never reach a plan together; if they do, the first by key stays
            listeners.forEach((key, listener) -> {
                if (hosts.value(listener.plan.hostname()) == null) {
                    hosts.put(listener.plan.hostname(), listener);
                }
            });
            return new Port(number, listeners, hosts.build());
        }

        /** With other listeners in the place of those of the same names, ports and hostnames. */
        private Port with(SortedTree<ListenerKey, Listener> changed) {
            SortedTree<ListenerKey, Listener> now = listeners;
            HostIndex.Editor<Listener> hosts = byHost.edit();
            for (Listener listener : changed.values()) {
                now = now.with(listener.key(), listener);
                Listener before = hosts.value(listener.plan.hostname());
                if (before != null && before.key().equals(listener.key())) {
                    hosts.put(listener.plan.hostname(), listener);
                }
            }
            return new Port(number, now, hosts.build());
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
            return listeners.values();
        }
    }

    /** One listener with the hosts and rules bound to it. */
    public static final class Listener {
        private final ListenerPlan plan;
        private final HostTable hosts;
        private final StreamTable streams;

        private Listener(ListenerPlan plan, HostTable hosts) {
            this.plan = plan;
            this.hosts = hosts;
            this.streams = plan.protocol().http() ? StreamTable.NONE : StreamTable.of(hosts.streams());
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

    /** Where a listener is to be found. Another place is another listener to its port. */
    private record Place(boolean udp, int port) {
        static Place of(ListenerPlan plan) {
            return new Place(plan.protocol() == ListenerPlan.Protocol.UDP, plan.port());
        }
    }

    private final Plan plan;
    /** Also of listeners that routes name and the plan has not. */
    private final SortedTree<ListenerKey, HostTable> hosts;

    private final SharedTable<ListenerKey, Listener> listeners;
    private final Map<Integer, Port> tcp;
    private final Map<Integer, Port> udp;
    private final Expressions expressions;

    private Router(
            Plan plan,
            SortedTree<ListenerKey, HostTable> hosts,
            SharedTable<ListenerKey, Listener> listeners,
            Map<Place, Port> ports,
            Expressions expressions) {
        this.plan = plan;
        this.hosts = hosts;
        this.listeners = listeners;
        this.tcp = new HashMap<>();
        this.udp = new HashMap<>();
        ports.forEach((place, port) -> (place.udp ? udp : tcp).put(place.port, port));
        this.expressions = expressions;
    }

    /** Compiles a plan. */
    public static Router of(Plan plan) {
        Router nothing = new Router(
                Plan.empty(plan.gateway()), SortedTree.empty(), SharedTable.empty(), Map.of(), new Expressions(null));
        return next(nothing, plan);
    }

    /**
     * Compiles a plan; listeners, host tables and rule tables that are the same as in {@code previous} are reused. Costs what
     * the difference is worth if this plan was made from the previous router's.
     */
    public static Router next(@Nullable Router previous, Plan plan) {
        if (previous == null) {
            return of(plan);
        }
        RouterChange change = RouterChange.between(previous.plan, plan);
        Expressions expressions = new Expressions(previous.expressions);
        SortedTree<ListenerKey, HostTable> hosts = previous.hosts;
        Set<ListenerKey> touched = new TreeSet<>(change.listeners());
        for (Map.Entry<ListenerKey, Map<RoutePlan.Host, RuleTable.Change>> entry :
                change.hosts().entrySet()) {
            ListenerKey key = entry.getKey();
            HostTable before = hosts.get(key);
            HostTable after = (before == null ? HostTable.EMPTY : before).next(key, entry.getValue(), expressions);
            hosts = after.isEmpty() ? hosts.without(key) : hosts.with(key, after);
            touched.add(key);
        }
        expressions.seal();
        return previous.with(plan, hosts, touched, expressions);
    }

    /** The same with these listeners made anew. */
    private Router with(
            Plan next,
            SortedTree<ListenerKey, HostTable> nextHosts,
            Set<ListenerKey> touched,
            Expressions nextExpressions) {
        SharedTable.Editor<ListenerKey, Listener> all = listeners.edit();
        Map<Place, SortedTree<ListenerKey, Listener>> changed = new HashMap<>(); // as before, but for their content
        Map<Place, SortedTree<ListenerKey, Listener>> regrouped = new HashMap<>();
        for (ListenerKey key : touched) {
            Listener before = listeners.get(key);
            ListenerPlan now =
                    next.entry(ListenerPlan.key(key)).orElse(null) instanceof ListenerPlan found ? found : null;
            Listener listener = now == null
                    ? null
                    : new Listener(now, Objects.requireNonNullElse(nextHosts.get(key), HostTable.EMPTY));
            if (listener == null) {
                all.remove(key);
            } else {
                all.put(key, listener);
            }
            if (before != null
                    && listener != null
                    && Place.of(before.plan).equals(Place.of(listener.plan))
                    && before.plan.hostname().equals(listener.plan.hostname())) {
                changed.merge(
                        Place.of(listener.plan),
                        SortedTree.<ListenerKey, Listener>empty().with(key, listener),
                        (some, one) -> some.with(key, listener));
                continue;
            }
            if (before != null) {
                regrouped.compute(
                        Place.of(before.plan),
                        (place, group) -> group(place, group).without(key));
            }
            if (listener != null) {
                regrouped.compute(
                        Place.of(listener.plan),
                        (place, group) -> group(place, group).with(key, listener));
            }
        }
        Map<Place, Port> ports = new HashMap<>();
        tcp.forEach((number, port) -> ports.put(new Place(false, number), port));
        udp.forEach((number, port) -> ports.put(new Place(true, number), port));
        regrouped.forEach((place, group) -> {
            if (group.isEmpty()) {
                ports.remove(place);
            } else {
                ports.put(place, Port.of(place.port, group));
            }
        });
        changed.forEach((place, some) -> ports.computeIfPresent(place, (same, port) -> port.with(some)));
        return new Router(next, nextHosts, all.build(), ports, nextExpressions);
    }

    private SortedTree<ListenerKey, Listener> group(Place place, @Nullable SortedTree<ListenerKey, Listener> begun) {
        if (begun != null) {
            return begun;
        }
        Port port = (place.udp ? udp : tcp).get(place.port);
        return port == null ? SortedTree.empty() : port.listeners;
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

    /** How many distinct regular expressions it keeps. */
    int expressions() {
        return expressions.size();
    }
}
