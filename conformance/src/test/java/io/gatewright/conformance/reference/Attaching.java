package io.gatewright.conformance.reference;

import io.gatewright.conformance.reference.Listening.Listener;
import java.util.ArrayList;
import java.util.List;

/** Which routes a listener takes, and under which of their hostnames. */
final class Attaching {
    /**
     * A route on a listener.
     *
     * @param declared the hostname as the route has it; empty if it has none
     * @param effective where it meets the listener's
     */
    record Attached(Node route, String declared, String effective) {}

    private final Documents documents;

    Attaching(Documents documents) {
        this.documents = documents;
    }

    /** One entry for each hostname under which a route of one of these kinds is attached. */
    List<Attached> to(Listener listener, String... kinds) {
        List<Attached> attached = new ArrayList<>();
        for (String kind : kinds) {
            for (Node route : documents.all(kind)) {
                if (takes(listener, route)) {
                    List<String> hostnames = route.texts("spec.hostnames");
                    for (String declared : hostnames.isEmpty() ? List.of("") : hostnames) {
                        Hosts.both(declared, listener.hostname())
                                .ifPresent(both -> attached.add(new Attached(route, declared, both)));
                    }
                }
            }
        }
        return attached;
    }

    private boolean takes(Listener listener, Node route) {
        // GEP-3793: "as if all default Gateways were explicitly specified in parentRefs"
        boolean claimed = route.text("spec.useDefaultGateways", "").equals("All")
                && listener.owner().kind().equals("Gateway")
                && listener.owner().text("spec.defaultScope", "").equals("All");
        boolean named = claimed || route.list("spec.parentRefs").stream().anyMatch(ref -> names(ref, route, listener));
        return named
                && Listening.kinds(listener).contains(route.kind())
                && documents.admits(
                        listener.node().at("allowedRoutes.namespaces"),
                        "Same",
                        // in a ListenerSet, Same is the namespace of the set
                        listener.owner().namespace(),
                        route.namespace());
    }

    /** A parentRef names its object's own listeners; sectionName and port each narrow them. */
    private static boolean names(Node ref, Node route, Listener listener) {
        return ref.text("group", Documents.GATEWAY_API).equals(Documents.GATEWAY_API)
                && ref.text("kind", "Gateway").equals(listener.owner().kind())
                && ref.text("name", "").equals(listener.owner().name())
                && ref.text("namespace", route.namespace())
                        .equals(listener.owner().namespace())
                && (!ref.at("sectionName").present()
                        || ref.text("sectionName", "").equals(listener.name()))
                && (!ref.at("port").present() || ref.number("port", 0) == listener.port());
    }
}
