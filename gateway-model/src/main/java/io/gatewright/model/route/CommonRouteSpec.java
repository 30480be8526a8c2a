package io.gatewright.model.route;

import java.util.List;
import java.util.Optional;

/** The fields every route spec starts with (v1 {@code CommonRouteSpec}). */
public interface CommonRouteSpec {
    // values of useDefaultGateways()
    String DEFAULT_GATEWAYS_ALL = "All";
    String DEFAULT_GATEWAYS_NONE = "None";

    /** The Gateways, ListenerSets or Services this route wants to attach to. */
    List<ParentReference> parentRefs();

    /** Experimental: attach to the default Gateways of this scope too. */
    Optional<String> useDefaultGateways();

    /** The host names of the route; always empty for TCPRoute and UDPRoute, which have no such field. */
    default List<String> hostnames() {
        return List.of();
    }
}
