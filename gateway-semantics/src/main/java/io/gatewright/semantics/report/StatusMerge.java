package io.gatewright.semantics.report;

import io.gatewright.model.core.ApiObject;
import io.gatewright.model.gateway.Gateway;
import io.gatewright.model.gateway.GatewayClass;
import io.gatewright.model.gateway.GatewayStatus;
import io.gatewright.model.gateway.ImmutableGateway;
import io.gatewright.model.gateway.ImmutableGatewayClass;
import io.gatewright.model.gateway.ImmutableGatewayClassStatus;
import io.gatewright.model.gateway.ImmutableGatewayStatus;
import io.gatewright.model.gateway.ImmutableGatewayStatusAddress;
import io.gatewright.model.gateway.ImmutableListenerSet;
import io.gatewright.model.gateway.ImmutableListenerSetStatus;
import io.gatewright.model.gateway.ImmutableSupportedFeature;
import io.gatewright.model.gateway.ListenerSet;
import io.gatewright.model.policy.BackendTlsPolicy;
import io.gatewright.model.policy.ImmutableBackendTlsPolicy;
import io.gatewright.model.policy.ImmutablePolicyStatus;
import io.gatewright.model.policy.ImmutableXBackend;
import io.gatewright.model.policy.ImmutableXBackendTrafficPolicy;
import io.gatewright.model.policy.ImmutableXTelemetryPolicy;
import io.gatewright.model.policy.PolicyStatus;
import io.gatewright.model.policy.XBackend;
import io.gatewright.model.policy.XBackendTrafficPolicy;
import io.gatewright.model.policy.XTelemetryPolicy;
import io.gatewright.model.route.GrpcRoute;
import io.gatewright.model.route.HttpRoute;
import io.gatewright.model.route.ImmutableGrpcRoute;
import io.gatewright.model.route.ImmutableHttpRoute;
import io.gatewright.model.route.ImmutableRouteStatus;
import io.gatewright.model.route.ImmutableTcpRoute;
import io.gatewright.model.route.ImmutableTlsRoute;
import io.gatewright.model.route.ImmutableUdpRoute;
import io.gatewright.model.route.Route;
import io.gatewright.model.route.RouteStatus;
import io.gatewright.model.route.TcpRoute;
import io.gatewright.model.route.TlsRoute;
import io.gatewright.model.route.UdpRoute;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A report into the status that an object has now: what a writer sends. Touches only what is ours ({@code RouteParentStatus}:
 * entries of our controller name; conditions of the types that we write), so that several controllers can share an object.
 * A second merge of the same report changes nothing.
 */
public final class StatusMerge {
    private final String controller;

    /** @param controller our controller name */
    public StatusMerge(String controller) {
        this.controller = controller;
    }

    /**
     * The object with its new status, or nothing if no write is needed.
     *
     * @param current as last read
     * @param report about it; for an object that is no longer ours, {@link #silence}
     * @param now for conditions whose status changes
     */
    public Optional<ApiObject> merge(ApiObject current, ObjectReport report, Instant now) {
        ApiObject next = current;
        if (current instanceof GatewayClass object) {
            next = gatewayClass(object, report, now);
        } else if (current instanceof Gateway object) {
            next = gateway(object, report, now);
        } else if (current instanceof ListenerSet object) {
            next = listenerSet(object, report, now);
        } else if (current instanceof Route object) {
            next = route(object, report, now);
        } else {
            next = policy(current, report, now);
        }
        return next.equals(current) ? Optional.empty() : Optional.of(next);
    }

    /** The report on an object that is none of ours any more: our entries go. */
    public static ObjectReport silence(ApiObject object) {
        return ObjectReport.ofRoute(object.ref(), object.metadata().observableGeneration(), List.of());
    }

    private static ApiObject gatewayClass(GatewayClass object, ObjectReport report, Instant now) {
        ImmutableGatewayClassStatus.Builder status = ImmutableGatewayClassStatus.builder()
                .conditions(ConditionMerge.merge(object.status().conditions(), report.conditions(), now));
        report.supportedFeatures()
                .forEach(name -> status.addSupportedFeatures(
                        ImmutableSupportedFeature.builder().name(name).build()));
        return ImmutableGatewayClass.copyOf(object).withStatus(status.build());
    }

    private static ApiObject gateway(Gateway object, ObjectReport report, Instant now) {
        GatewayStatus old = object.status();
        ImmutableGatewayStatus.Builder status = ImmutableGatewayStatus.builder()
                .conditions(ConditionMerge.merge(old.conditions(), report.conditions(), now))
                .addAllListeners(EntryMerge.listeners(old.listeners(), report.listeners(), now));
        report.attachedListenerSets().ifPresent(status::attachedListenerSets);
        report.addresses()
                .forEach(address -> status.addAddresses(ImmutableGatewayStatusAddress.builder()
                        .type(address.type())
                        .value(address.value())
                        .build()));
        return ImmutableGateway.copyOf(object).withStatus(status.build());
    }

    private static ApiObject listenerSet(ListenerSet object, ObjectReport report, Instant now) {
        return ImmutableListenerSet.copyOf(object)
                .withStatus(ImmutableListenerSetStatus.builder()
                        .conditions(ConditionMerge.merge(object.status().conditions(), report.conditions(), now))
                        .addAllListeners(EntryMerge.listeners(object.status().listeners(), report.listeners(), now))
                        .build());
    }

    private ApiObject route(Route object, ObjectReport report, Instant now) {
        Optional<RouteStatus> old = object.status();
        RouteStatus status = ImmutableRouteStatus.builder()
                .addAllParents(EntryMerge.parents(
                        old.map(RouteStatus::parents).orElse(List.of()), report.parents(), controller, now))
                .build();
        if (old.isEmpty() && status.parents().isEmpty()) {
            return object;
        }
        if (object instanceof HttpRoute route) {
            return ImmutableHttpRoute.copyOf(route).withStatus(status);
        } else if (object instanceof GrpcRoute route) {
            return ImmutableGrpcRoute.copyOf(route).withStatus(status);
        } else if (object instanceof TlsRoute route) {
            return ImmutableTlsRoute.copyOf(route).withStatus(status);
        } else if (object instanceof TcpRoute route) {
            return ImmutableTcpRoute.copyOf(route).withStatus(status);
        } else if (object instanceof UdpRoute route) {
            return ImmutableUdpRoute.copyOf(route).withStatus(status);
        }
        throw new IllegalArgumentException("no kind of route: " + object.kind());
    }

    private ApiObject policy(ApiObject object, ObjectReport report, Instant now) {
        if (object instanceof BackendTlsPolicy policy) {
            return policy(policy.status(), report, now)
                    .<ApiObject>map(
                            status -> ImmutableBackendTlsPolicy.copyOf(policy).withStatus(status))
                    .orElse(object);
        } else if (object instanceof XBackendTrafficPolicy policy) {
            return policy(policy.status(), report, now)
                    .<ApiObject>map(status ->
                            ImmutableXBackendTrafficPolicy.copyOf(policy).withStatus(status))
                    .orElse(object);
        } else if (object instanceof XTelemetryPolicy policy) {
            return policy(policy.status(), report, now)
                    .<ApiObject>map(
                            status -> ImmutableXTelemetryPolicy.copyOf(policy).withStatus(status))
                    .orElse(object);
        } else if (object instanceof XBackend backend) {
            return policy(backend.status(), report, now)
                    .<ApiObject>map(status -> ImmutableXBackend.copyOf(backend).withStatus(status))
                    .orElse(object);
        }
        throw new IllegalArgumentException("no status to write: " + object.kind());
    }

    private Optional<PolicyStatus> policy(Optional<PolicyStatus> old, ObjectReport report, Instant now) {
        PolicyStatus status = ImmutablePolicyStatus.builder()
                .addAllAncestors(EntryMerge.ancestors(
                        old.map(PolicyStatus::ancestors).orElse(List.of()), report.ancestors(), controller, now))
                .build();
        return old.isEmpty() && status.ancestors().isEmpty() ? Optional.empty() : Optional.of(status);
    }
}
