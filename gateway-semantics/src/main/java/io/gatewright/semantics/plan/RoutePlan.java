package io.gatewright.semantics.plan;

import io.gatewright.model.name.Hostname;
import io.gatewright.model.name.ObjectRef;
import io.gatewright.semantics.listener.ListenerKey;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A route that is attached to at least one listener: what its rules have in common. The rules are entries of their own
 * ({@link RulePlan}) that name it.
 *
 * @param route whose
 * @param kind of the route
 * @param created decides between equal matches: the older route wins. The epoch if the object has no timestamp
 * @param bindings the listeners that took it, in key order
 */
public record RoutePlan(ObjectRef route, RouteKind kind, Instant created, List<Binding> bindings) implements PlanEntry {
    public RoutePlan {
        bindings = List.copyOf(bindings);
    }

    @Override
    public String key() {
        return key(route);
    }

    /** {@code route/HTTPRoute/namespace/name}. */
    public static String key(ObjectRef route) {
        return "route/" + route.kind() + "/" + route.namespace() + "/" + route.name();
    }

    /**
     * The route on one listener.
     *
     * @param listener a {@link ListenerPlan} of the same plan
     * @param hosts under which hosts; never empty (a route without hostnames has one entry)
     */
    public record Binding(ListenerKey listener, List<Host> hosts) {
        public Binding {
            hosts = List.copyOf(hosts);
        }
    }

    /**
     * One host of a route on one listener.
     *
     * @param effective the intersection with the listener's hostname: which requests it takes. Absent: every host
     * @param declared the route's own hostname: it decides precedence between routes that the listener narrowed to the
     *     same host (feature GatewayRouteHostnameIntersectionPrecedence). Absent if the route declares none
     */
    public record Host(Optional<Hostname> effective, Optional<Hostname> declared) {}
}
