package io.gatewright.semantics.topology;

import io.gatewright.model.core.Secret;
import io.gatewright.model.gateway.Gateway;
import io.gatewright.model.gateway.GatewayBackendTls;
import io.gatewright.model.gateway.GatewayInfrastructure;
import io.gatewright.model.gateway.GatewaySpecAddress;
import io.gatewright.model.gateway.GatewayTlsConfig;
import io.gatewright.model.gateway.ListenerSet;
import io.gatewright.model.name.ObjectRef;
import io.gatewright.model.parameters.GatewayParameters;
import io.gatewright.semantics.finding.Finding;
import io.gatewright.semantics.finding.Reason;
import io.gatewright.semantics.listener.FrontendTls;
import io.gatewright.semantics.listener.ListenerNode;
import io.gatewright.semantics.listener.Listeners;
import io.gatewright.semantics.reference.References;
import io.gatewright.semantics.reference.Resolution;
import io.gatewright.semantics.reference.Resolution.Cause;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** One Gateway by itself: parameters, addresses, backend client certificate, listeners. */
final class GatewayPass {
    private GatewayPass() {}

    /**
     * Checks one Gateway.
     *
     * @param checked the listeners of the Gateway or of one of its sets, each checked by itself
     */
    static GatewayNode check(
            References references,
            Gateway gateway,
            ClassNode ownClass,
            List<ListenerSet> sets,
            Function<ObjectRef, List<ListenerNode>> checked) {
        List<Finding> findings = new ArrayList<>();
        if (!ownClass.accepted()) {
            findings.add(new Finding(
                    gateway.ref(),
                    "spec.gatewayClassName",
                    Reason.GATEWAY_INVALID_PARAMETERS,
                    "GatewayClass `" + ownClass.gatewayClass().ref().name() + "` is not accepted: see its conditions"));
        }
        Optional<GatewayParameters> parameters = parameters(references, gateway, findings);
        addresses(gateway, findings);
        FrontendTls.insecureFallback(gateway).ifPresent(findings::add);
        Optional<Secret> clientCertificate = clientCertificate(references, gateway, findings);
        return new GatewayNode(
                gateway, Listeners.of(references, gateway, sets, checked), clientCertificate, parameters, findings);
    }

    /** The one kind of parameters that there is. */
    static boolean isParameters(String group, String kind) {
        return GatewayParameters.KIND.group().equals(group)
                && GatewayParameters.KIND.name().equals(kind);
    }

    static String noParameters(String group, String kind, String name) {
        return isParameters(group, kind)
                ? "`" + kind + "` `" + name + "`: not found"
                : "`" + kind + "." + group + "` `" + name + "` cannot be used as parameters: expected `"
                        + GatewayParameters.KIND.groupKind() + "`";
    }

    private static Optional<GatewayParameters> parameters(
            References references, Gateway gateway, List<Finding> findings) {
        return gateway.spec()
                .infrastructure()
                .flatMap(GatewayInfrastructure::parametersRef)
                .flatMap(ref -> {
                    ObjectRef to =
                            new ObjectRef(ref.group(), ref.kind(), gateway.ref().namespace(), ref.name());
                    Optional<GatewayParameters> found = references
                            .follow(gateway.ref(), to, GatewayParameters.KIND)
                            .value();
                    if (found.isEmpty()) {
                        findings.add(new Finding(
                                gateway.ref(),
                                "spec.infrastructure.parametersRef",
                                Reason.GATEWAY_INVALID_PARAMETERS,
                                noParameters(ref.group(), ref.kind(), ref.name())));
                    }
                    return found;
                });
    }

    private static void addresses(Gateway gateway, List<Finding> findings) {
        for (int i = 0; i < gateway.spec().addresses().size(); i++) {
            GatewaySpecAddress address = gateway.spec().addresses().get(i);
            String field = "spec.addresses[" + i + "]";
            if (!address.type().equals(GatewaySpecAddress.IP_ADDRESS)
                    && !address.type().equals(GatewaySpecAddress.HOSTNAME)) {
                findings.add(new Finding(
                        gateway.ref(),
                        field + ".type",
                        Reason.UNSUPPORTED_ADDRESS,
                        "address type `" + address.type() + "` is not supported: expected IPAddress or Hostname"));
            }
            address.routability()
                    .filter(scope -> !scope.isEmpty())
                    .ifPresent(scope -> findings.add(new Finding(
                            gateway.ref(),
                            field + ".routability",
                            Reason.ADDRESS_NOT_ASSIGNED,
                            "no address with routability `" + scope + "` can be assigned: remove it")));
        }
    }

    private static Optional<Secret> clientCertificate(References references, Gateway gateway, List<Finding> findings) {
        return gateway.spec()
                .tls()
                .flatMap(GatewayTlsConfig::backend)
                .flatMap(GatewayBackendTls::clientCertificateRef)
                .flatMap(ref -> {
                    Resolution<Secret> resolution = references.certificate(
                            gateway.ref(), ref.refFrom(gateway.ref().namespace()));
                    resolution
                            .refusal()
                            .ifPresent(refused -> findings.add(new Finding(
                                    gateway.ref(),
                                    "spec.tls.backend.clientCertificateRef",
                                    refused.cause() == Cause.NOT_PERMITTED
                                            ? Reason.REF_NOT_PERMITTED
                                            : Reason.INVALID_CLIENT_CERTIFICATE_REF,
                                    refused.message())));
                    return resolution.value();
                });
    }
}
