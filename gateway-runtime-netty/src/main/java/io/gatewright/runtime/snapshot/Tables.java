package io.gatewright.runtime.snapshot;

import io.gatewright.runtime.observe.Meters;
import io.gatewright.runtime.tls.BackendTls;
import io.gatewright.runtime.tls.Identity;
import io.gatewright.runtime.tls.ServerTls;
import io.gatewright.runtime.tls.Trust;
import io.gatewright.semantics.match.Router;
import io.gatewright.semantics.plan.Ack;
import io.gatewright.semantics.plan.Plan;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Everything of a snapshot that a change of endpoints leaves alone.
 *
 * @param router over all ports
 * @param tcp ports by number
 * @param udp ports by number
 * @param identities by plan key
 * @param trusts by plan key
 * @param servers by listener plan key
 * @param backends by cluster plan key
 */
record Tables(
        Router router,
        SortedMap<Integer, PortView> tcp,
        SortedMap<Integer, PortView> udp,
        Map<String, Made<Identity>> identities,
        Map<String, Made<Trust>> trusts,
        Map<String, Made<ServerTls>> servers,
        Map<String, Made<BackendTls>> backends,
        List<Meters.Served> served,
        List<Ack.Problem> problems) {

    static Tables empty(Plan plan) {
        return new Tables(
                Router.of(plan),
                new TreeMap<>(),
                new TreeMap<>(),
                Map.of(),
                Map.of(),
                Map.of(),
                Map.of(),
                List.of(),
                List.of());
    }

    /** The same with other routes and rules, on the same listeners. */
    Tables with(Router next) {
        SortedMap<Integer, PortView> views = tcp;
        for (PortView view : tcp.values()) {
            Router.Port port = next.port(view.port());
            if (view.tls() != null && port != null && port != router.port(view.port())) {
                if (views == tcp) {
                    views = new TreeMap<>(tcp);
                }
                PortView now = new PortView(
                        view.port(), view.kind(), view.listeners(), view.tls().with(port));
                views.put(view.port(), now);
            }
        }
        return new Tables(
                next,
                Collections.unmodifiableSortedMap(views),
                udp,
                identities,
                trusts,
                servers,
                backends,
                served,
                problems);
    }
}
