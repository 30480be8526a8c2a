package io.gatewright.semantics.attach;

import io.gatewright.model.gateway.RouteNamespaces;
import io.gatewright.model.name.GroupKind;
import io.gatewright.model.name.Hostname;
import io.gatewright.semantics.listener.ListenerKey;
import io.gatewright.semantics.listener.ListenerNode;
import java.util.List;
import java.util.Optional;

/**
 * All that attachment looks at in a listener: what else changes about it, a renewed certificate for example, concerns no
 * route.
 *
 * @param listener which
 * @param port it listens on
 * @param hostname absent means every host
 * @param kinds of route that it takes
 * @param namespaces that it takes routes from
 */
public record Opening(
        ListenerKey listener,
        int port,
        Optional<Hostname> hostname,
        List<GroupKind> kinds,
        RouteNamespaces namespaces) {
    public Opening {
        kinds = List.copyOf(kinds);
    }

    /** A listener as attachment sees it. */
    public static Opening of(ListenerNode node) {
        return new Opening(
                node.key(),
                node.spec().port(),
                node.hostname(),
                node.kinds(),
                node.spec().allowedRoutes().namespaces());
    }

    String name() {
        return listener.section();
    }
}
