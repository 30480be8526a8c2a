package io.gatewright.semantics.listener;

import io.gatewright.model.gateway.FrontendTlsConfig;
import io.gatewright.model.gateway.FrontendTlsValidation;
import io.gatewright.model.gateway.Gateway;
import io.gatewright.model.gateway.GatewayTlsConfig;
import io.gatewright.model.gateway.ObjectReference;
import io.gatewright.model.gateway.TlsConfig;
import io.gatewright.semantics.finding.Finding;
import io.gatewright.semantics.finding.Reason;
import io.gatewright.semantics.reference.CaBundle;
import io.gatewright.semantics.reference.References;
import io.gatewright.semantics.reference.Resolution;
import io.gatewright.semantics.reference.Resolution.Cause;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * {@code Gateway.spec.tls.frontend}: validation of client certificates, by port (GEP-91, GEP-3567). The block of a port
 * replaces the default.
 */
public final class FrontendTls {
    private FrontendTls() {}

    /** What applies to HTTPS listeners of this port; what is wrong with it goes to {@code findings}. */
    static Optional<ListenerNode.ClientCertificates> clients(
            References references, Gateway gateway, int port, List<Finding> findings) {
        Optional<FrontendTlsConfig> frontend = gateway.spec().tls().flatMap(GatewayTlsConfig::frontend);
        if (frontend.isEmpty()) {
            return Optional.empty();
        }
        String path = "spec.tls.frontend.default.validation";
        TlsConfig config = frontend.get().defaultConfig();
        for (int i = 0; i < frontend.get().perPort().size(); i++) {
            if (frontend.get().perPort().get(i).port() == port) {
                config = frontend.get().perPort().get(i).tls();
                path = "spec.tls.frontend.perPort[" + i + "].tls.validation";
            }
        }
        if (config.validation().isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(resolve(references, gateway, config.validation().get(), path, findings));
    }

    private static ListenerNode.ClientCertificates resolve(
            References references,
            Gateway gateway,
            FrontendTlsValidation validation,
            String path,
            List<Finding> findings) {
        List<CaBundle> found = new ArrayList<>();
        List<ObjectReference> refs = validation.caCertificateRefs();
        for (int i = 0; i < refs.size(); i++) {
            Resolution<CaBundle> resolution = references.authorities(
                    gateway.ref(), refs.get(i).refFrom(gateway.ref().namespace()));
            resolution.value().ifPresent(found::add);
            String field = path + ".caCertificateRefs[" + i + "]";
            resolution
                    .refusal()
                    .ifPresent(refused -> findings.add(
                            new Finding(gateway.ref(), field, reason(refused.cause()), refused.message())));
        }
        if (found.isEmpty()) {
            findings.add(new Finding(
                    gateway.ref(),
                    path + ".caCertificateRefs",
                    Reason.NO_VALID_LISTENER_CA,
                    "no certificate authority could be resolved, so no client certificate can be verified: "
                            + "the listener serves nobody"));
        }
        return new ListenerNode.ClientCertificates(
                found, validation.mode().equals(FrontendTlsValidation.ALLOW_INSECURE_FALLBACK));
    }

    private static Reason reason(Cause cause) {
        switch (cause) {
            case NOT_PERMITTED:
                return Reason.REF_NOT_PERMITTED;
            case WRONG_KIND:
                return Reason.INVALID_LISTENER_CA_KIND;
            default:
                return Reason.INVALID_LISTENER_CA_REF;
        }
    }

    /** Whether any block lets clients in without a valid certificate: a condition of the Gateway warns of it. */
    public static Optional<Finding> insecureFallback(Gateway gateway) {
        Optional<FrontendTlsConfig> frontend = gateway.spec().tls().flatMap(GatewayTlsConfig::frontend);
        if (frontend.isEmpty()) {
            return Optional.empty();
        }
        List<TlsConfig> blocks = new ArrayList<>();
        blocks.add(frontend.get().defaultConfig());
        frontend.get().perPort().forEach(port -> blocks.add(port.tls()));
        boolean insecure = blocks.stream()
                .flatMap(block -> block.validation().stream())
                .anyMatch(validation -> validation.mode().equals(FrontendTlsValidation.ALLOW_INSECURE_FALLBACK));
        return insecure
                ? Optional.of(new Finding(
                        gateway.ref(),
                        "spec.tls.frontend",
                        Reason.INSECURE_FRONTEND_VALIDATION,
                        "mode `AllowInsecureFallback` lets clients in without a valid certificate: "
                                + "use `AllowValidOnly` to insist on one"))
                : Optional.empty();
    }
}
