package io.gatewright.model.read;

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
import io.gatewright.model.name.GroupKind;
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
import java.util.List;
import java.util.Optional;

/** The table of every kind the model can read. A new kind is one line here. */
public final class Kinds {
    private static final List<Kind<?>> ALL = List.of(
            GatewayClass.KIND,
            Gateway.KIND,
            ListenerSet.KIND,
            HttpRoute.KIND,
            GrpcRoute.KIND,
            TlsRoute.KIND,
            TcpRoute.KIND,
            UdpRoute.KIND,
            ReferenceGrant.KIND,
            BackendTlsPolicy.KIND,
            XBackend.KIND,
            XBackendTrafficPolicy.KIND,
            XMesh.KIND,
            XTelemetryPolicy.KIND,
            Namespace.KIND,
            Service.KIND,
            EndpointSlice.KIND,
            Secret.KIND,
            ConfigMap.KIND,
            ClusterTrustBundle.KIND,
            GatewayParameters.KIND);

    private Kinds() {}

    /** Every kind, always in the same order: the Gateway API first, then what it refers to, then our own. */
    public static List<Kind<?>> all() {
        return ALL;
    }

    /** The kind with this group and name; empty when the model does not know it. */
    public static Optional<Kind<?>> find(GroupKind groupKind) {
        return find(groupKind.group(), groupKind.kind());
    }

    /** The kind with this group (empty for the core group) and name; empty when the model does not know it. */
    public static Optional<Kind<?>> find(String group, String name) {
        for (Kind<?> kind : ALL) {
            if (kind.group().equals(group) && kind.name().equals(name)) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }
}
