package io.gatewright.semantics.attach;

import io.gatewright.model.name.GroupKind;
import io.gatewright.model.name.Hostname;
import io.gatewright.model.name.ObjectRef;
import io.gatewright.model.route.CommonRouteSpec;
import io.gatewright.model.route.ParentReference;
import io.gatewright.model.route.Route;
import io.gatewright.semantics.plan.RouteKind;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What all kinds of route have in common, and all that attachment looks at.
 *
 * @param route whose
 * @param kind of the route
 * @param created the epoch if the object has no timestamp
 * @param parents as declared
 * @param defaultGateways {@code useDefaultGateways: All} (GEP-3793)
 * @param hostnames the valid ones, as declared
 * @param anyHost true if the route declares no hostname, or its kind knows none
 */
public record RouteHead(
        ObjectRef route,
        RouteKind kind,
        Instant created,
        List<ParentReference> parents,
        boolean defaultGateways,
        List<Hostname> hostnames,
        boolean anyHost) {
    public RouteHead {
        parents = List.copyOf(parents);
        hostnames = List.copyOf(hostnames);
    }

    /** The head of a route of any kind. */
    public static RouteHead of(Route route, RouteKind kind) {
        CommonRouteSpec spec = route.spec();
        boolean hosts = kind == RouteKind.HTTP || kind == RouteKind.GRPC || kind == RouteKind.TLS;
        List<String> declared = hosts ? spec.hostnames() : List.of();
        return new RouteHead(
                route.ref(),
                kind,
                route.metadata().creationTimestamp().orElse(Instant.EPOCH),
                spec.parentRefs(),
                spec.useDefaultGateways()
                        .filter(CommonRouteSpec.DEFAULT_GATEWAYS_ALL::equals)
                        .isPresent(),
                declared.stream()
                        .map(Hostname::parse)
                        .flatMap(Optional::stream)
                        .distinct()
                        .toList(),
                declared.isEmpty());
    }

    GroupKind groupKind() {
        return route.groupKind();
    }
}
