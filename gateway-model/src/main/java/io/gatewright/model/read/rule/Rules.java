package io.gatewright.model.read.rule;

import io.gatewright.model.core.ApiObject;
import io.gatewright.model.gateway.Gateway;
import io.gatewright.model.gateway.GatewayClass;
import io.gatewright.model.gateway.ListenerSet;
import io.gatewright.model.policy.BackendTlsPolicy;
import io.gatewright.model.policy.XBackend;
import io.gatewright.model.policy.XBackendTrafficPolicy;
import io.gatewright.model.policy.XMesh;
import io.gatewright.model.policy.XTelemetryPolicy;
import io.gatewright.model.read.shape.Complaints;
import io.gatewright.model.read.tree.FieldPath;
import io.gatewright.model.route.GrpcRoute;
import io.gatewright.model.route.HttpRoute;
import io.gatewright.model.route.TcpRoute;
import io.gatewright.model.route.TlsRoute;
import io.gatewright.model.route.UdpRoute;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/** All rules over several fields, by kind. */
public final class Rules {
    /** The one rule about a change. */
    private static final String CONTROLLER_NAME_IMMUTABLE = "controller-name-immutable";

    private Rules() {}

    /**
     * Checks a value against every rule of its kind.
     *
     * @param version the version it was written in, without group; it makes a difference for TLSRoute
     */
    public static void check(ApiObject object, String version, Complaints complaints) {
        if (object instanceof Gateway gateway) {
            GatewayRules.check(gateway, complaints);
        } else if (object instanceof ListenerSet set) {
            GatewayRules.check(set, complaints);
        } else if (object instanceof HttpRoute route) {
            HttpRouteRules.check(route, complaints);
        } else if (object instanceof GrpcRoute route) {
            GrpcRouteRules.check(route, complaints);
        } else if (object instanceof TlsRoute route) {
            StreamRouteRules.check(route, version, complaints);
        } else if (object instanceof TcpRoute route) {
            StreamRouteRules.check(route, complaints);
        } else if (object instanceof UdpRoute route) {
            StreamRouteRules.check(route, complaints);
        } else if (object instanceof BackendTlsPolicy policy) {
            PolicyRules.check(policy, complaints);
        } else if (object instanceof XBackendTrafficPolicy policy) {
            PolicyRules.check(policy, complaints);
        } else if (object instanceof XBackend backend) {
            XBackendRules.check(backend, complaints);
        } else if (object instanceof XTelemetryPolicy policy) {
            TelemetryRules.check(policy, complaints);
        }
    }

    /** Checks the rules about a change of one object, both states of which are good by themselves. */
    public static void checkChange(ApiObject before, ApiObject after, Complaints complaints) {
        FieldPath path = FieldPath.ROOT.field("spec").field("controllerName");
        if (before instanceof GatewayClass old && after instanceof GatewayClass now) {
            unchanged(old.spec().controllerName(), now.spec().controllerName(), path, complaints);
        } else if (before instanceof XMesh old && after instanceof XMesh now) {
            unchanged(old.spec().controllerName(), now.spec().controllerName(), path, complaints);
        }
    }

    /** The names of all rules, sorted. */
    public static SortedSet<String> names() {
        SortedSet<String> names = new TreeSet<>();
        Concat.of(
                        SharedRules.rules(),
                        FilterRules.rules(),
                        GatewayRules.rules(),
                        HttpRouteRules.rules(),
                        GrpcRouteRules.rules(),
                        StreamRouteRules.rules(),
                        PolicyRules.rules(),
                        XBackendRules.rules(),
                        TelemetryRules.rules())
                .forEach(rule -> names.add(rule.name()));
        names.add(CONTROLLER_NAME_IMMUTABLE);
        return Collections.unmodifiableSortedSet(names);
    }

    private static void unchanged(String before, String after, FieldPath path, Complaints complaints) {
        if (!before.equals(after)) {
            String message = "`" + before + "` was changed to `" + after + "`";
            complaints.error(CONTROLLER_NAME_IMMUTABLE, path, message, "the same controller, or a new object");
        }
    }
}
