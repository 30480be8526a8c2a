package io.gatewright.model.read.shape;

import io.gatewright.model.core.ClusterTrustBundle;
import io.gatewright.model.core.ConfigMap;
import io.gatewright.model.core.EndpointSlice;
import io.gatewright.model.core.Kind;
import io.gatewright.model.core.Namespace;
import io.gatewright.model.core.Secret;
import io.gatewright.model.core.Service;
import io.gatewright.model.gateway.Gateway;
import io.gatewright.model.gateway.GatewayClass;
import io.gatewright.model.gateway.ListenerSet;
import io.gatewright.model.parameters.GatewayParameters;
import io.gatewright.model.policy.BackendTlsPolicy;
import io.gatewright.model.policy.ReferenceGrant;
import io.gatewright.model.policy.XBackend;
import io.gatewright.model.policy.XBackendTrafficPolicy;
import io.gatewright.model.policy.XMesh;
import io.gatewright.model.policy.XTelemetryPolicy;
import io.gatewright.model.route.GrpcRoute;
import io.gatewright.model.route.HttpRoute;
import io.gatewright.model.route.TcpRoute;
import io.gatewright.model.route.TlsRoute;
import io.gatewright.model.route.UdpRoute;
import java.util.Map;

/** Which shape a document of a kind must have: the rules of the experimental channel of v1.7.0. */
public final class Schemas {
    private static final String V1ALPHA2 = "v1alpha2";

    private static final Map<Kind<?>, Shape> SHAPES = Map.ofEntries(
            Map.entry(GatewayClass.KIND, GatewayShapes.GATEWAY_CLASS),
            Map.entry(Gateway.KIND, GatewayShapes.GATEWAY),
            Map.entry(ListenerSet.KIND, GatewayShapes.LISTENER_SET),
            Map.entry(HttpRoute.KIND, RouteShapes.HTTP_ROUTE),
            Map.entry(GrpcRoute.KIND, RouteShapes.GRPC_ROUTE),
            Map.entry(TlsRoute.KIND, RouteShapes.TLS_ROUTE),
            Map.entry(TcpRoute.KIND, RouteShapes.STREAM_ROUTE),
            Map.entry(UdpRoute.KIND, RouteShapes.STREAM_ROUTE),
            Map.entry(ReferenceGrant.KIND, PolicyShapes.REFERENCE_GRANT),
            Map.entry(BackendTlsPolicy.KIND, PolicyShapes.BACKEND_TLS_POLICY),
            Map.entry(XBackend.KIND, PolicyShapes.XBACKEND),
            Map.entry(XBackendTrafficPolicy.KIND, PolicyShapes.XBACKEND_TRAFFIC_POLICY),
            Map.entry(XMesh.KIND, GatewayShapes.GATEWAY_CLASS),
            Map.entry(XTelemetryPolicy.KIND, PolicyShapes.XTELEMETRY_POLICY),
            Map.entry(Namespace.KIND, CoreShapes.NAMESPACE),
            Map.entry(Service.KIND, CoreShapes.SERVICE),
            Map.entry(EndpointSlice.KIND, CoreShapes.ENDPOINT_SLICE),
            Map.entry(Secret.KIND, CoreShapes.SECRET),
            Map.entry(ConfigMap.KIND, CoreShapes.CONFIG_MAP),
            Map.entry(ClusterTrustBundle.KIND, CoreShapes.CLUSTER_TRUST_BUNDLE),
            Map.entry(GatewayParameters.KIND, ParametersShapes.GATEWAY_PARAMETERS));

    private static final Map<Kind<?>, Shape> OLD_SHAPES = Map.of(
            TlsRoute.KIND, RouteShapes.TLS_ROUTE_V1ALPHA2,
            TcpRoute.KIND, RouteShapes.STREAM_ROUTE_V1ALPHA2,
            UdpRoute.KIND, RouteShapes.STREAM_ROUTE_V1ALPHA2);

    private Schemas() {}

    /**
     * The shape of a whole document.
     *
     * @param version as in {@code apiVersion}, without group; it makes a difference for three kinds
     */
    public static Shape of(Kind<?> kind, String version) {
        Shape shape = version.equals(V1ALPHA2) ? OLD_SHAPES.getOrDefault(kind, SHAPES.get(kind)) : SHAPES.get(kind);
        return shape == null ? Shape.any() : shape;
    }
}
