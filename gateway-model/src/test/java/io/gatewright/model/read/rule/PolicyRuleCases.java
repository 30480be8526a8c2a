package io.gatewright.model.read.rule;

import static io.gatewright.model.read.rule.RuleCase.document;
import static io.gatewright.model.read.rule.RuleCase.of;

import java.util.List;

/** Examples for the rules of policies and of the experimental kinds. */
final class PolicyRuleCases {
    private static final String SYSTEM = "{hostname: a.b, wellKnownCACertificates: System}";

    private PolicyRuleCases() {}

    private static String targets(String targets) {
        return document("v1", "BackendTLSPolicy", "{targetRefs: [" + targets + "], validation: " + SYSTEM + "}");
    }

    private static String validation(String fields) {
        return document(
                "v1",
                "BackendTLSPolicy",
                "{targetRefs: [{group: '', kind: Service, name: s}], validation: {hostname: a.b, " + fields + "}}");
    }

    private static RuleCase san(String rule, String accepted, String refused, String field) {
        String names = "wellKnownCACertificates: System, subjectAltNames: [{%s}]";
        return of(
                rule,
                validation(String.format(names, accepted)),
                validation(String.format(names, refused)),
                "spec.validation.subjectAltNames[0]." + field);
    }

    private static String xbackend(String fields) {
        return document("v1alpha1", "XBackend", "{port: {number: 80}, " + fields + "}");
    }

    private static final String OUTSIDE = "type: ExternalHostname, externalHostname: {hostname: a.example.com}";
    private static final String INSIDE = "type: EndpointSelector, endpointSelector: {matchLabels: {app: a}}";
    private static final String TLS = "tls: {mode: ServerOnly, validation: " + SYSTEM + "}";

    private static RuleCase xbackend(String rule, String accepted, String refused, String field) {
        return of(rule, xbackend(accepted), xbackend(refused), "spec." + field);
    }

    private static String traffic(String retry) {
        return document(
                "v1alpha1",
                "XBackendTrafficPolicy",
                "{targetRefs: [{group: '', kind: Service, name: s}], retryConstraint: {" + retry + "}}");
    }

    private static String telemetry(String fields) {
        return document(
                "v1alpha1",
                "XTelemetryPolicy",
                "{targetRefs: [{group: gateway.networking.k8s.io, kind: Gateway, name: g}]" + fields + "}");
    }

    private static final String ON = "mode: Enabled, provider: {backendRef: {name: s, port: 1}}";

    private static RuleCase tracing(String rule, String accepted, String refused, String field) {
        return of(
                rule,
                telemetry(", tracing: {" + accepted + "}"),
                telemetry(", tracing: {" + refused + "}"),
                "spec.tracing." + field);
    }

    private static RuleCase whenOn(String rule, String field, String value) {
        return tracing(rule, ON + ", " + field + ": " + value, field + ": " + value, field);
    }

    private static RuleCase attribute(String rule, String accepted, String refused, String field) {
        String attributes = ON + ", attributes: [{name: a, %s}]";
        return tracing(
                rule,
                String.format(attributes, accepted),
                String.format(attributes, refused),
                "attributes[0]." + field);
    }

    static final List<RuleCase> CASES = List.of(
            of(
                    "target-section-missing",
                    targets("{group: '', kind: Service, name: s, sectionName: a}, {group: '', kind: Service, name: t}"),
                    targets("{group: '', kind: Service, name: s, sectionName: a}, {group: '', kind: Service, name: s}"),
                    "spec.targetRefs[1]"),
            of(
                    "target-section-unique",
                    targets("{group: '', kind: Service, name: s, sectionName: a},"
                            + " {group: '', kind: Service, name: s, sectionName: b}"),
                    targets("{group: '', kind: Service, name: s, sectionName: a},"
                            + " {group: '', kind: Service, name: s, sectionName: a}"),
                    "spec.targetRefs[1]"),
            of(
                    "trust-source-missing",
                    validation("caCertificateRefs: [{group: '', kind: ConfigMap, name: c}]"),
                    validation("subjectAltNames: []"),
                    "spec.validation"),
            of(
                    "trust-source-ambiguous",
                    validation("wellKnownCACertificates: System"),
                    validation("wellKnownCACertificates: System,"
                            + " caCertificateRefs: [{group: '', kind: ConfigMap, name: c}]"),
                    "spec.validation.wellKnownCACertificates"),
            san("san-hostname-missing", "type: Hostname, hostname: '*.a'", "type: Hostname", "hostname"),
            san(
                    "san-hostname-unexpected",
                    "type: URI, uri: 'a://b'",
                    "type: URI, uri: 'a://b', hostname: a",
                    "hostname"),
            san("san-uri-missing", "type: URI, uri: 'spiffe://b/c'", "type: URI", "uri"),
            san(
                    "san-uri-unexpected",
                    "type: Hostname, hostname: a",
                    "type: Hostname, hostname: a, uri: 'a://b'",
                    "uri"),
            xbackend("xbackend-hostname-by-type", OUTSIDE, "type: ExternalHostname", "externalHostname"),
            xbackend(
                    "xbackend-hostname-by-type",
                    INSIDE,
                    INSIDE + ", externalHostname: {hostname: a.example.com}",
                    "externalHostname"),
            xbackend("xbackend-selector-by-type", INSIDE, "type: EndpointSelector", "endpointSelector"),
            xbackend(
                    "xbackend-selector-by-type",
                    OUTSIDE,
                    OUTSIDE + ", endpointSelector: {matchLabels: {a: b}}",
                    "endpointSelector"),
            xbackend("xbackend-h2c-without-tls", INSIDE + ", protocol: H2C", INSIDE + ", protocol: H2C, " + TLS, "tls"),
            xbackend(
                    "xbackend-http2-with-tls",
                    INSIDE + ", protocol: HTTP2, " + TLS,
                    INSIDE + ", protocol: HTTP2",
                    "tls"),
            xbackend("xbackend-wss-with-tls", INSIDE + ", protocol: WSS, " + TLS, INSIDE + ", protocol: WSS", "tls"),
            xbackend(
                    "xbackend-session-by-type",
                    INSIDE + ", sessionPersistence: {cookie: {}}",
                    OUTSIDE + ", sessionPersistence: {cookie: {}}",
                    "sessionPersistence"),
            xbackend(
                    "xbackend-selector-key",
                    INSIDE,
                    "type: EndpointSelector, endpointSelector: {matchLabels: {'a b': c}}",
                    "endpointSelector.matchLabels[a b]"),
            xbackend(
                    "xbackend-hostname-external",
                    OUTSIDE,
                    "type: ExternalHostname, externalHostname: {hostname: a.svc.cluster.local}",
                    "externalHostname.hostname"),
            xbackend(
                    "xbackend-client-certificate-by-mode",
                    INSIDE + ", " + TLS.replace("ServerOnly", "ClientAndServer, clientCertificateRef: {name: c}"),
                    INSIDE + ", " + TLS.replace("ServerOnly", "ClientAndServer"),
                    "tls.clientCertificateRef"),
            xbackend(
                    "xbackend-client-certificate-by-mode",
                    INSIDE + ", " + TLS,
                    INSIDE + ", " + TLS.replace("ServerOnly", "ServerOnly, clientCertificateRef: {name: c}"),
                    "tls.clientCertificateRef"),
            xbackend(
                    "xbackend-validation-by-mode",
                    INSIDE + ", " + TLS,
                    INSIDE + ", tls: {mode: ServerOnly}",
                    "tls.validation"),
            xbackend(
                    "xbackend-validation-by-mode",
                    INSIDE + ", tls: {mode: None}",
                    INSIDE + ", " + TLS.replace("ServerOnly", "None"),
                    "tls.validation"),
            of(
                    "retry-budget-interval",
                    traffic("budget: {interval: 1h}"),
                    traffic("budget: {interval: 999ms}"),
                    "spec.retryConstraint.budget.interval"),
            of(
                    "retry-rate-interval",
                    traffic("minRetryRate: {interval: 1ms}"),
                    traffic("minRetryRate: {interval: 0s}"),
                    "spec.retryConstraint.minRetryRate.interval"),
            of("telemetry-empty", telemetry(", tracing: {}"), telemetry(""), "spec.tracing"),
            tracing("tracing-provider-by-mode", ON, "mode: Enabled", "provider"),
            tracing("tracing-provider-by-mode", "mode: Disabled", ON.replace("Enabled", "Disabled"), "provider"),
            whenOn("tracing-sampling-by-mode", "samplingRate", "{numerator: 1}"),
            whenOn("tracing-parent-sampling-by-mode", "parentBasedSampling", "{}"),
            whenOn("tracing-service-name-by-mode", "serviceName", "a"),
            whenOn("tracing-span-name-by-mode", "spanName", "a b"),
            whenOn("tracing-attributes-by-mode", "attributes", "[{name: a, sourceType: Literal, literalValue: b}]"),
            tracing(
                    "parent-sampling-rate-by-mode",
                    ON + ", parentBasedSampling: {mode: Enabled, samplingRate: {numerator: 1}}",
                    ON + ", parentBasedSampling: {samplingRate: {numerator: 1}}",
                    "parentBasedSampling.samplingRate"),
            tracing(
                    "fraction-at-most-one",
                    ON + ", samplingRate: {numerator: 1, denominator: 1}",
                    ON + ", samplingRate: {numerator: 2, denominator: 1}",
                    "samplingRate.numerator"),
            attribute(
                    "attribute-header-by-source",
                    "sourceType: Header, headerName: h",
                    "sourceType: Header",
                    "headerName"),
            attribute(
                    "attribute-literal-by-source",
                    "sourceType: Literal, literalValue: v",
                    "sourceType: Header, headerName: h, literalValue: v",
                    "literalValue"),
            attribute(
                    "attribute-key-by-source",
                    "sourceType: Attribute, attributeKey: k",
                    "sourceType: Attribute",
                    "attributeKey"));
}
