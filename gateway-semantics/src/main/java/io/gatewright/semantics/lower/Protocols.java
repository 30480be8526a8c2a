package io.gatewright.semantics.lower;

import io.gatewright.model.core.ServicePort;
import io.gatewright.model.policy.XBackend;
import io.gatewright.model.policy.XBackendSpec;
import io.gatewright.semantics.plan.ClusterPlan;
import io.gatewright.semantics.plan.RouteKind;
import io.gatewright.semantics.reference.Resolution;
import io.gatewright.semantics.reference.Resolution.Cause;
import io.gatewright.semantics.reference.Resolution.Refused;
import io.gatewright.semantics.reference.Resolution.Resolved;
import io.gatewright.semantics.reference.ResolvedBackend;
import java.util.Set;

/**
 * What to speak to a backend: the kind of route decides, {@code appProtocol} (GEP-1911) or {@code XBackend.spec.protocol}
 * refines. An {@code appProtocol} that nobody knows is no reason to refuse a backend.
 */
final class Protocols {
    private static final String H2C = "kubernetes.io/h2c";
    private static final String WS = "kubernetes.io/ws";
    private static final String WSS = "kubernetes.io/wss";
    private static final Set<String> APP_PROTOCOLS = Set.of(H2C, WS, WSS);

    private Protocols() {}

    static Resolution<ClusterPlan.Protocol> choose(RouteKind kind, ResolvedBackend backend) {
        boolean udp = backend.transport().equals(ServicePort.UDP);
        if (udp != (kind == RouteKind.UDP) || backend.transport().equals(ServicePort.SCTP)) {
            return refuse(backend, "is a " + backend.transport() + " port", kind);
        }
        switch (kind) {
            case UDP:
                return new Resolved<>(ClusterPlan.Protocol.UDP);
            case TCP:
            case TLS:
                return new Resolved<>(ClusterPlan.Protocol.TCP);
            case GRPC:
                return grpc(backend);
            default:
                return http(backend);
        }
    }

    private static Resolution<ClusterPlan.Protocol> http(ResolvedBackend backend) {
        switch (declared(backend)) {
            case H2C:
            case XBackendSpec.H2C:
            case XBackendSpec.HTTP2:
            case XBackendSpec.GRPC:
                return new Resolved<>(ClusterPlan.Protocol.HTTP2);
            case XBackendSpec.TCP:
                return refuse(backend, "speaks TCP", RouteKind.HTTP);
            default:
                return new Resolved<>(ClusterPlan.Protocol.HTTP1);
        }
    }

    private static Resolution<ClusterPlan.Protocol> grpc(ResolvedBackend backend) {
        String protocol = declared(backend);
        switch (protocol) {
            case WS:
            case WSS:
            case XBackendSpec.HTTP11:
            case XBackendSpec.WSS:
            case XBackendSpec.TCP:
                return refuse(backend, "speaks `" + protocol + "`, which cannot carry gRPC", RouteKind.GRPC);
            default:
                return new Resolved<>(ClusterPlan.Protocol.HTTP2);
        }
    }

    /** What the backend says that it speaks; empty if it says nothing, or nothing that is known. */
    private static String declared(ResolvedBackend backend) {
        return backend.xbackend().isPresent()
                ? backend.xbackend()
                        .map(XBackend::spec)
                        .flatMap(XBackendSpec::protocol)
                        .orElse("")
                : backend.appProtocol().filter(APP_PROTOCOLS::contains).orElse("");
    }

    private static Resolution<ClusterPlan.Protocol> refuse(ResolvedBackend backend, String what, RouteKind kind) {
        return new Refused<>(
                Cause.WRONG_PROTOCOL,
                backend.ref() + " port " + backend.port() + ": " + what + ", not what a " + kind.kind() + " needs");
    }
}
