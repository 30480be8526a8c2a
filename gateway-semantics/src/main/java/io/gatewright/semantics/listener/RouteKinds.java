package io.gatewright.semantics.listener;

import io.gatewright.model.gateway.Listener;
import io.gatewright.model.name.GroupKind;
import io.gatewright.model.route.GrpcRoute;
import io.gatewright.model.route.HttpRoute;
import io.gatewright.model.route.TcpRoute;
import io.gatewright.model.route.TlsRoute;
import io.gatewright.model.route.UdpRoute;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which kinds of route a protocol can carry: a table, not code ({@code Listener.protocol}, {@code RouteGroupKind}). */
final class RouteKinds {
    private static final Map<String, List<GroupKind>> BY_PROTOCOL = Map.of(
            Listener.HTTP, List.of(HttpRoute.KIND.groupKind(), GrpcRoute.KIND.groupKind()),
            Listener.HTTPS, List.of(HttpRoute.KIND.groupKind(), GrpcRoute.KIND.groupKind()),
            Listener.TLS, List.of(TlsRoute.KIND.groupKind()),
            Listener.TCP, List.of(TcpRoute.KIND.groupKind()),
            Listener.UDP, List.of(UdpRoute.KIND.groupKind()));

    private RouteKinds() {}

    /** The kinds, or nothing for a protocol that is not supported. */
    static Optional<List<GroupKind>> of(String protocol) {
        return Optional.ofNullable(BY_PROTOCOL.get(protocol));
    }
}
