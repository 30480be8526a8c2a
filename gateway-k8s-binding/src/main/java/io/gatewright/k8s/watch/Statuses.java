package io.gatewright.k8s.watch;

import io.gatewright.model.core.ApiObject;
import io.gatewright.model.core.ImmutableClusterTrustBundle;
import io.gatewright.model.core.ImmutableConfigMap;
import io.gatewright.model.core.ImmutableEndpointSlice;
import io.gatewright.model.core.ImmutableNamespace;
import io.gatewright.model.core.ImmutableObjectMeta;
import io.gatewright.model.core.ImmutableSecret;
import io.gatewright.model.core.ImmutableService;
import io.gatewright.model.core.ObjectMeta;
import io.gatewright.model.gateway.ImmutableGateway;
import io.gatewright.model.gateway.ImmutableGatewayClass;
import io.gatewright.model.gateway.ImmutableGatewayClassStatus;
import io.gatewright.model.gateway.ImmutableGatewayStatus;
import io.gatewright.model.gateway.ImmutableListenerSet;
import io.gatewright.model.gateway.ImmutableListenerSetStatus;
import io.gatewright.model.parameters.ImmutableGatewayParameters;
import io.gatewright.model.policy.ImmutableBackendTlsPolicy;
import io.gatewright.model.policy.ImmutableReferenceGrant;
import io.gatewright.model.policy.ImmutableXBackend;
import io.gatewright.model.policy.ImmutableXBackendTrafficPolicy;
import io.gatewright.model.policy.ImmutableXMesh;
import io.gatewright.model.policy.ImmutableXMeshStatus;
import io.gatewright.model.policy.ImmutableXTelemetryPolicy;
import io.gatewright.model.route.ImmutableGrpcRoute;
import io.gatewright.model.route.ImmutableHttpRoute;
import io.gatewright.model.route.ImmutableTcpRoute;
import io.gatewright.model.route.ImmutableTlsRoute;
import io.gatewright.model.route.ImmutableUdpRoute;
import io.gatewright.model.route.Route;
import io.gatewright.model.route.RouteStatus;
import java.util.Optional;

/** Takes away from objects what changes although nobody declared anything, so that a write of ours is no change. */
final class Statuses {
    private Statuses() {}

    /** The route with other metadata and another status. */
    static Route with(Route route, ObjectMeta meta, Optional<RouteStatus> status) {
        if (route instanceof ImmutableHttpRoute value) {
            return value.withMetadata(meta).withStatus(status);
        } else if (route instanceof ImmutableGrpcRoute value) {
            return value.withMetadata(meta).withStatus(status);
        } else if (route instanceof ImmutableTlsRoute value) {
            return value.withMetadata(meta).withStatus(status);
        } else if (route instanceof ImmutableTcpRoute value) {
            return value.withMetadata(meta).withStatus(status);
        } else if (route instanceof ImmutableUdpRoute value) {
            return value.withMetadata(meta).withStatus(status);
        }
        throw new IllegalArgumentException("no kind of route: " + route.kind());
    }

    /** The object as it was declared: without its resource version, and without the statuses that controllers write. */
    static ApiObject without(ApiObject object) {
        ObjectMeta meta = ImmutableObjectMeta.copyOf(object.metadata()).withResourceVersion(Optional.empty());
        if (object instanceof ImmutableGatewayClass value) {
            return value.withMetadata(meta)
                    .withStatus(ImmutableGatewayClassStatus.builder().build());
        } else if (object instanceof ImmutableGateway value) {
            return value.withMetadata(meta)
                    .withStatus(ImmutableGatewayStatus.builder().build());
        } else if (object instanceof ImmutableListenerSet value) {
            return value.withMetadata(meta)
                    .withStatus(ImmutableListenerSetStatus.builder().build());
        } else if (object instanceof Route route) {
            return with(route, meta, Optional.empty());
        } else if (object instanceof ImmutableBackendTlsPolicy value) {
            return value.withMetadata(meta).withStatus(Optional.empty());
        } else if (object instanceof ImmutableXBackend value) {
            return value.withMetadata(meta).withStatus(Optional.empty());
        } else if (object instanceof ImmutableXBackendTrafficPolicy value) {
            return value.withMetadata(meta).withStatus(Optional.empty());
        } else if (object instanceof ImmutableXTelemetryPolicy value) {
            return value.withMetadata(meta).withStatus(Optional.empty());
        } else if (object instanceof ImmutableReferenceGrant value) {
            return value.withMetadata(meta);
        } else if (object instanceof ImmutableNamespace value) {
            return value.withMetadata(meta);
        } else if (object instanceof ImmutableService value) {
            return value.withMetadata(meta); // its status holds addresses
        } else if (object instanceof ImmutableEndpointSlice value) {
            return value.withMetadata(meta);
        } else if (object instanceof ImmutableSecret value) {
            return value.withMetadata(meta);
        } else if (object instanceof ImmutableConfigMap value) {
            return value.withMetadata(meta);
        } else if (object instanceof ImmutableGatewayParameters value) {
            return value.withMetadata(meta);
        } else if (object instanceof ImmutableClusterTrustBundle value) {
            return value.withMetadata(meta);
        } else if (object instanceof ImmutableXMesh value) {
            return value.withMetadata(meta)
                    .withStatus(ImmutableXMeshStatus.builder().build());
        }
        return object;
    }
}
