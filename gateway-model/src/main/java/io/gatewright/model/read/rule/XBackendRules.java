package io.gatewright.model.read.rule;

import io.gatewright.model.policy.EndpointSelectorBackend;
import io.gatewright.model.policy.ExternalHostnameBackend;
import io.gatewright.model.policy.XBackend;
import io.gatewright.model.policy.XBackendSpec;
import io.gatewright.model.policy.XBackendTls;
import io.gatewright.model.read.shape.Complaints;
import io.gatewright.model.read.shape.Names;
import io.gatewright.model.read.tree.FieldPath;
import java.util.List;
import java.util.Optional;

/** Rules of XBackend. */
final class XBackendRules {
    private static final List<Rule<XBackendSpec>> SPEC = List.of(
            Rule.refuse(
                    "xbackend-hostname-by-type",
                    "externalHostname",
                    spec -> spec.externalHostname().isPresent() != spec.type().equals(XBackendSpec.EXTERNAL_HOSTNAME),
                    spec -> byType("externalHostname", XBackendSpec.EXTERNAL_HOSTNAME, spec),
                    "`externalHostname` with type `ExternalHostname`, and only there"),
            Rule.refuse(
                    "xbackend-selector-by-type",
                    "endpointSelector",
                    spec -> spec.endpointSelector().isPresent() != spec.type().equals(XBackendSpec.ENDPOINT_SELECTOR),
                    spec -> byType("endpointSelector", XBackendSpec.ENDPOINT_SELECTOR, spec),
                    "`endpointSelector` with type `EndpointSelector`, and only there"),
            Rule.refuse(
                    "xbackend-h2c-without-tls",
                    "tls",
                    spec -> speaks(spec, XBackendSpec.H2C) && encrypts(spec),
                    "protocol `H2C` is HTTP/2 without TLS",
                    "the TLS mode `None`, or the protocol `HTTP2`"),
            Rule.refuse(
                    "xbackend-http2-with-tls",
                    "tls",
                    spec -> speaks(spec, XBackendSpec.HTTP2) && !encrypts(spec),
                    "protocol `HTTP2` is HTTP/2 over TLS",
                    "`tls` with a mode other than `None`, or the protocol `H2C`"),
            Rule.refuse(
                    "xbackend-wss-with-tls",
                    "tls",
                    spec -> speaks(spec, XBackendSpec.WSS) && !encrypts(spec),
                    "protocol `WSS` is WebSocket over TLS",
                    "`tls` with a mode other than `None`"),
            Rule.refuse(
                    "xbackend-session-by-type",
                    "sessionPersistence",
                    spec -> spec.sessionPersistence().isPresent()
                            && !spec.type().equals(XBackendSpec.ENDPOINT_SELECTOR),
                    spec -> "type `" + spec.type() + "` has no endpoints to stay with",
                    "no `sessionPersistence`, or the type `EndpointSelector`"));

    private static final List<Rule<EndpointSelectorBackend>> SELECTOR = List.of(Rule.of(
            "xbackend-selector-key",
            (selector, path, verdict) -> selector.matchLabels().keySet().stream()
                    .filter(key -> !Names.isQualified(key))
                    .forEach(key -> verdict.broken(
                            path.field("matchLabels").field(key),
                            "the key is no label",
                            "a name of at most 63 characters, optionally after a domain and a slash"))));

    private static final List<Rule<ExternalHostnameBackend>> HOSTNAME = List.of(Rule.refuse(
            "xbackend-hostname-external",
            "hostname",
            backend -> backend.hostname().endsWith(".cluster.local") || isAddress(backend.hostname()),
            backend -> "`" + backend.hostname() + "` is "
                    + (isAddress(backend.hostname()) ? "an IP address" : "inside the cluster"),
            "the name of a host outside, or a Service as backend"));

    private static final List<Rule<XBackendTls>> TLS = List.of(
            Rule.refuse(
                    "xbackend-client-certificate-by-mode",
                    "clientCertificateRef",
                    tls -> tls.clientCertificateRef().isPresent() != tls.mode().equals(XBackendTls.CLIENT_AND_SERVER),
                    tls -> "the TLS mode `" + tls.mode() + "` "
                            + (tls.clientCertificateRef().isPresent() ? "takes no" : "needs a") + " client certificate",
                    "`clientCertificateRef` with mode `ClientAndServer`, and only there"),
            Rule.refuse(
                    "xbackend-validation-by-mode",
                    "validation",
                    tls -> tls.validation().isPresent() == tls.mode().equals(XBackendTls.NONE),
                    tls -> "the TLS mode `" + tls.mode() + "` "
                            + (tls.validation().isPresent() ? "validates nothing" : "needs the field `validation`"),
                    "`validation` with every mode but `None`"));

    private XBackendRules() {}

    static List<Rule<?>> rules() {
        return Concat.of(SPEC, SELECTOR, HOSTNAME, TLS);
    }

    static void check(XBackend backend, Complaints complaints) {
        FieldPath path = FieldPath.ROOT.field("spec");
        XBackendSpec spec = backend.spec();
        Rule.all(SPEC, spec, path, complaints);
        Rule.all(SELECTOR, spec.endpointSelector(), path.field("endpointSelector"), complaints);
        Rule.all(HOSTNAME, spec.externalHostname(), path.field("externalHostname"), complaints);
        FieldPath tls = path.field("tls");
        Rule.all(TLS, spec.tls(), tls, complaints);
        spec.tls()
                .validation()
                .ifPresent(validation -> SharedRules.validation(validation, tls.field("validation"), complaints));
        Rule.all(SharedRules.SESSION, spec.sessionPersistence(), path.field("sessionPersistence"), complaints);
    }

    /** No top-level domain is a number, so that a last label of digits means an address (RFC 1123, section 2.1). */
    private static boolean isAddress(String hostname) {
        return hostname.substring(hostname.lastIndexOf('.') + 1).chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static String byType(String field, String type, XBackendSpec spec) {
        return spec.type().equals(type)
                ? "type `" + type + "` needs the field `" + field + "`"
                : "`" + field + "` does not belong to type `" + spec.type() + "`";
    }

    private static boolean speaks(XBackendSpec spec, String protocol) {
        return spec.protocol().equals(Optional.of(protocol));
    }

    private static boolean encrypts(XBackendSpec spec) {
        return !spec.tls().mode().equals(XBackendTls.NONE);
    }
}
