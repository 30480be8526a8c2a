package io.gatewright.model.read.rule;

import static io.gatewright.model.read.rule.RuleCase.gateway;
import static io.gatewright.model.read.rule.RuleCase.listeners;
import static io.gatewright.model.read.rule.RuleCase.of;
import static io.gatewright.model.read.rule.RuleCase.set;

import java.util.ArrayList;
import java.util.List;

/** Examples for the rules of Gateway and ListenerSet. */
final class GatewayRuleCases {
    private static final String HTTP = "{name: a, port: 80, protocol: HTTP}";
    private static final String LISTENERS = "listeners: [" + HTTP + "]";
    private static final String CERTIFICATE = "certificateRefs: [{name: c}]";

    private GatewayRuleCases() {}

    static List<RuleCase> all() {
        List<RuleCase> cases = new ArrayList<>(CASES);
        cases.addAll(STATUS);
        return cases;
    }

    private static String addresses(String... addresses) {
        return gateway(LISTENERS + ", addresses: [" + String.join(", ", addresses) + "]");
    }

    private static String infrastructure(String field, String key) {
        return gateway(LISTENERS + ", infrastructure: {" + field + ": {" + key + ": v}}");
    }

    private static String frontend(String ref, String... ports) {
        List<String> perPort = new ArrayList<>();
        for (String port : ports) {
            perPort.add("{port: " + port + ", tls: {validation: {caCertificateRefs: [" + ref + "]}}}");
        }
        return gateway(LISTENERS + ", tls: {frontend: {default: {}, perPort: [" + String.join(", ", perPort) + "]}}");
    }

    private static final String AUTH =
            "{type: ExternalAuth, externalAuth: {protocol: GRPC, grpc: {}, backendRef: {name: s%s}}}";

    private static String filtered(String filter) {
        return "{name: a, port: 80, protocol: HTTP, filters: {requests: [" + filter + "]}}";
    }

    private static final List<RuleCase> CASES = List.of(
            of(
                    "listener-tls-forbidden",
                    listeners("{name: a, port: 443, protocol: HTTPS, tls: {" + CERTIFICATE + "}}"),
                    listeners("{name: a, port: 443, protocol: HTTP, tls: {" + CERTIFICATE + "}}"),
                    "spec.listeners[0].tls"),
            of(
                    "listener-https-terminates",
                    set("{name: a, port: 443, protocol: TLS, tls: {mode: Passthrough}}"),
                    set("{name: a, port: 443, protocol: HTTPS, tls: {mode: Passthrough}}"),
                    "spec.listeners[0].tls"),
            of(
                    "listener-tls-required",
                    listeners("{name: a, port: 443, protocol: TLS, tls: {mode: Passthrough}}"),
                    listeners("{name: a, port: 443, protocol: TLS}"),
                    "spec.listeners[0].tls"),
            of(
                    "listener-hostname-forbidden",
                    listeners("{name: a, port: 80, protocol: HTTP, hostname: a.b}"),
                    listeners("{name: a, port: 80, protocol: TCP, hostname: a.b}"),
                    "spec.listeners[0].hostname"),
            of(
                    "listener-filters-protocol",
                    listeners(filtered(String.format(AUTH, ", port: 1"))),
                    listeners("{name: a, port: 80, protocol: TCP, filters: {}}"),
                    "spec.listeners[0].filters"),
            of(
                    "listener-name-unique",
                    listeners(HTTP, "{name: b, port: 81, protocol: HTTP}"),
                    listeners(HTTP, "{name: a, port: 81, protocol: HTTP}"),
                    "spec.listeners[1].name"),
            of(
                    "listener-name-unique",
                    set(HTTP, "{name: b, port: 81, protocol: HTTP}"),
                    set(HTTP, "{name: a, port: 81, protocol: HTTP}"),
                    "spec.listeners[1].name"),
            of(
                    "listener-unique",
                    listeners(HTTP, "{name: b, port: 80, protocol: HTTP, hostname: a.b}"),
                    listeners(HTTP, "{name: b, port: 80, protocol: HTTP}"),
                    "spec.listeners[1]"),
            of(
                    "listener-unique",
                    set(HTTP, "{name: b, port: 81, protocol: HTTP}"),
                    set(HTTP, "{name: b, port: 80, protocol: HTTP}"),
                    "spec.listeners[1]"),
            of(
                    "listener-certificate-missing",
                    listeners("{name: a, port: 443, protocol: HTTPS, tls: {options: {example.com/a: b}}}"),
                    listeners("{name: a, port: 443, protocol: HTTPS, tls: {}}"),
                    "spec.listeners[0].tls.certificateRefs"),
            of(
                    "filter-auth-missing",
                    set(filtered(String.format(AUTH, ", port: 1"))),
                    set(filtered("{type: ExternalAuth}")),
                    "spec.listeners[0].filters.requests[0].externalAuth"),
            of(
                    "backend-port-missing",
                    listeners(filtered(String.format(AUTH, ", port: 1"))),
                    listeners(filtered(String.format(AUTH, ""))),
                    "spec.listeners[0].filters.requests[0].externalAuth.backendRef.port"),
            of(
                    "address-ip-unique",
                    addresses("{value: 10.0.0.1}", "{value: 10.0.0.2}", "{}", "{}"),
                    addresses("{value: 10.0.0.1}", "{value: 10.0.0.1}"),
                    "spec.addresses[1].value"),
            of(
                    "address-hostname-unique",
                    addresses("{type: Hostname, value: a.b}", "{type: NamedAddress, value: a.b}"),
                    addresses("{type: Hostname, value: a.b}", "{type: Hostname, value: a.b}"),
                    "spec.addresses[1].value"),
            of(
                    "address-hostname-form",
                    addresses("{type: Hostname, value: '*.a.b'}", "{type: Hostname}"),
                    addresses("{type: Hostname, value: 'a.b:80'}"),
                    "spec.addresses[0].value"),
            of(
                    "address-ip-form",
                    addresses("{value: '::1'}", "{value: '2001:db8::10.0.0.1'}", "{value: 255.0.10.1}"),
                    addresses("{value: 256.0.0.1}"),
                    "spec.addresses[0].value"),
            of(
                    "address-routability",
                    addresses("{routability: Cluster}", "{routability: ''}", "{routability: a.b/c}"),
                    addresses("{routability: x.k8s.io/y}"),
                    "spec.addresses[0].routability"),
            of(
                    "infrastructure-label-key",
                    infrastructure("labels", "a.b/c_D"),
                    infrastructure("labels", "'a b'"),
                    "spec.infrastructure.labels[a b]"),
            of(
                    "infrastructure-label-prefix",
                    infrastructure("labels", "? " + "a".repeat(252) + "/c"),
                    infrastructure("labels", "? " + "a".repeat(253) + "/c"),
                    "spec.infrastructure.labels[" + "a".repeat(253) + "/c]"),
            of(
                    "infrastructure-annotation-key",
                    infrastructure("annotations", "a.b/c_D"),
                    infrastructure("annotations", "A.b/c"),
                    "spec.infrastructure.annotations[A.b/c]"),
            of(
                    "infrastructure-annotation-prefix",
                    infrastructure("annotations", "? " + "a".repeat(252) + "/c"),
                    infrastructure("annotations", "? " + "a".repeat(253) + "/c"),
                    "spec.infrastructure.annotations[" + "a".repeat(253) + "/c]"),
            of(
                    "frontend-port-unique",
                    frontend("{group: '', kind: ConfigMap, name: c}", "443", "8443"),
                    frontend("{group: '', kind: ConfigMap, name: c}", "443", "443"),
                    "spec.tls.frontend.perPort[1].port"),
            of(
                    "trust-bundle-namespace",
                    frontend("{group: certificates.k8s.io, kind: ClusterTrustBundle, name: c}", "443"),
                    frontend(
                            "{group: certificates.k8s.io, kind: ClusterTrustBundle, name: c, namespace: other}", "443"),
                    "spec.tls.frontend.perPort[0].tls.validation.caCertificateRefs[0].namespace"));

    private static String status(String address) {
        return listeners(HTTP) + "status: {addresses: [" + address + "]}\n";
    }

    /** What an API server refuses when a controller writes it, and drops when it stands in a file. */
    static final List<RuleCase> STATUS = List.of(
            of(
                    "status-address-hostname-form",
                    status("{type: Hostname, value: a.b}"),
                    status("{type: Hostname, value: a_b}"),
                    "status.addresses[0].value"),
            of(
                    "status-address-ip-form",
                    status("{value: 10.0.0.1}"),
                    status("{value: 10.0.0}"),
                    "status.addresses[0].value"),
            of(
                    "status-address-routability",
                    status("{value: 10.0.0.1, routability: a.b/c}"),
                    status("{value: 10.0.0.1, routability: a.b}"),
                    "status.addresses[0].routability"));
}
