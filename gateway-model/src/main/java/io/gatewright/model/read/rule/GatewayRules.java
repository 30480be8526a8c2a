package io.gatewright.model.read.rule;

import io.gatewright.model.gateway.FrontendTlsConfig;
import io.gatewright.model.gateway.FrontendTlsValidation;
import io.gatewright.model.gateway.Gateway;
import io.gatewright.model.gateway.GatewayInfrastructure;
import io.gatewright.model.gateway.GatewaySpecAddress;
import io.gatewright.model.gateway.GatewayStatusAddress;
import io.gatewright.model.gateway.GatewayTlsConfig;
import io.gatewright.model.gateway.Listener;
import io.gatewright.model.gateway.ListenerFilters;
import io.gatewright.model.gateway.ListenerSet;
import io.gatewright.model.gateway.ListenerTlsConfig;
import io.gatewright.model.gateway.ObjectReference;
import io.gatewright.model.gateway.TlsConfig;
import io.gatewright.model.gateway.TlsPortConfig;
import io.gatewright.model.read.shape.Complaints;
import io.gatewright.model.read.shape.Names;
import io.gatewright.model.read.tree.FieldPath;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Rules of Gateway and ListenerSet. */
final class GatewayRules {
    private static final Set<String> WITHOUT_TLS = Set.of(Listener.HTTP, Listener.TCP, Listener.UDP);
    private static final Set<String> WITHOUT_HOSTNAME = Set.of(Listener.TCP, Listener.UDP);
    private static final Set<String> WITH_FILTERS = Set.of(Listener.HTTP, Listener.HTTPS);
    private static final int LONGEST_PREFIX = 252;

    private static final List<Rule<Listener>> LISTENER = List.of(
            Rule.refuse(
                    "listener-tls-forbidden",
                    "tls",
                    listener -> listener.tls().isPresent() && WITHOUT_TLS.contains(listener.protocol()),
                    listener -> "protocol `" + listener.protocol() + "` carries no TLS",
                    "no `tls`, or the protocol `HTTPS` or `TLS`"),
            Rule.refuse(
                    "listener-https-terminates",
                    "tls",
                    listener -> listener.protocol().equals(Listener.HTTPS)
                            && listener.tls()
                                    .filter(tls -> !tls.mode().equals(ListenerTlsConfig.TERMINATE))
                                    .isPresent(),
                    listener -> "protocol `HTTPS` cannot have the TLS mode `"
                            + listener.tls().map(ListenerTlsConfig::mode).orElse("") + "`",
                    "the mode `Terminate`, or the protocol `TLS`"),
            Rule.refuse(
                    "listener-tls-required",
                    "tls",
                    listener -> listener.protocol().equals(Listener.TLS)
                            && listener.tls().isEmpty(),
                    "protocol `TLS` needs the field `tls`",
                    "`tls` with the mode `Terminate` or `Passthrough`"),
            Rule.refuse(
                    "listener-hostname-forbidden",
                    "hostname",
                    listener ->
                            WITHOUT_HOSTNAME.contains(listener.protocol()) && !SharedRules.absent(listener.hostname()),
                    listener -> "protocol `" + listener.protocol() + "` knows no host names",
                    "no `hostname`"));

    /** In the API only Gateways have this rule; for the listeners of a set the semantics say the same. */
    private static final List<Rule<Listener>> GATEWAY_LISTENER = List.of(Rule.refuse(
            "listener-filters-protocol",
            "filters",
            listener -> listener.filters().isPresent() && !WITH_FILTERS.contains(listener.protocol()),
            listener -> "protocol `" + listener.protocol() + "` has no requests to filter",
            "no `filters`, or the protocol `HTTP` or `HTTPS`"));

    private static final List<Rule<List<Listener>>> LISTENER_LIST = List.of(
            Rule.distinct(
                    "listener-name-unique",
                    "name",
                    listener -> Optional.of(listener.name()),
                    name -> "the same name `" + name + "`",
                    "another name for each listener"),
            Rule.distinct(
                    "listener-unique",
                    "",
                    listener -> Optional.of(List.of(listener.port(), listener.protocol(), listener.hostname())),
                    key -> "the same port, protocol and hostname",
                    "listeners that differ in one of the three"));

    private static final List<Rule<ListenerTlsConfig>> LISTENER_TLS = List.of(Rule.refuse(
            "listener-certificate-missing",
            "certificateRefs",
            tls -> tls.mode().equals(ListenerTlsConfig.TERMINATE)
                    && tls.certificateRefs().isEmpty()
                    && tls.options().isEmpty(),
            "to terminate TLS takes a certificate",
            "`certificateRefs`, or `options` that an implementation understands"));

    private static final List<Rule<GatewaySpecAddress>> ADDRESS = List.of(
            Rule.refuse(
                    "address-hostname-form",
                    "value",
                    address -> address.type().equals(GatewaySpecAddress.HOSTNAME)
                            && address.value()
                                    .filter(value -> !Names.isHostname(value))
                                    .isPresent(),
                    address -> "`" + address.value().orElse("") + "` is no host name",
                    "a DNS name, optionally with `*.` in front"),
            Rule.refuse(
                    "address-ip-form",
                    "value",
                    address -> address.type().equals(GatewaySpecAddress.IP_ADDRESS)
                            && address.value()
                                    .filter(value -> !Names.isAddress(value))
                                    .isPresent(),
                    address -> "`" + address.value().orElse("") + "` is no IP address",
                    "an IPv4 or IPv6 address, or another `type`"),
            Rule.refuse(
                    "address-routability",
                    "routability",
                    address -> address.routability()
                            .filter(value -> !routable(value))
                            .isPresent(),
                    address -> "`" + address.routability().orElse("") + "` is no routability",
                    "empty, `Cluster`, or a domain other than `k8s.io` with a path, as in `example.com/vpc`"));

    private static final List<Rule<GatewayStatusAddress>> STATUS_ADDRESS = List.of(
            Rule.refuse(
                    "status-address-hostname-form",
                    "value",
                    address ->
                            address.type().equals(GatewayStatusAddress.HOSTNAME) && !Names.isHostname(address.value()),
                    address -> "`" + address.value() + "` is no host name",
                    "a DNS name, optionally with `*.` in front"),
            Rule.refuse(
                    "status-address-ip-form",
                    "value",
                    address ->
                            address.type().equals(GatewayStatusAddress.IP_ADDRESS) && !Names.isAddress(address.value()),
                    address -> "`" + address.value() + "` is no IP address",
                    "an IPv4 or IPv6 address, or another `type`"),
            Rule.refuse(
                    "status-address-routability",
                    "routability",
                    address -> address.routability()
                            .filter(value -> !routable(value))
                            .isPresent(),
                    address -> "`" + address.routability().orElse("") + "` is no routability",
                    "empty, `Cluster`, or a domain other than `k8s.io` with a path"));

    private static Rule<List<GatewaySpecAddress>> addressOnce(String name, String type) {
        return Rule.distinct(
                name,
                "value",
                address -> address.type().equals(type) ? address.value() : Optional.empty(),
                value -> "the same address `" + value + "`",
                "each address once");
    }

    private static final List<Rule<List<GatewaySpecAddress>>> ADDRESS_LIST = List.of(
            addressOnce("address-ip-unique", GatewaySpecAddress.IP_ADDRESS),
            addressOnce("address-hostname-unique", GatewaySpecAddress.HOSTNAME));

    private static Rule<Map<String, String>> keys(String name, Predicate<String> broken, String expected) {
        return Rule.of(
                name,
                (map, path, verdict) -> map.keySet().stream()
                        .filter(broken)
                        .forEach(key -> verdict.broken(path.field(key), "the key has the wrong form", expected)));
    }

    private static final String KEY_FORM = "a name of at most 63 characters, optionally after a domain and a slash";
    private static final String PREFIX_FORM = "a domain of fewer than 253 characters before the slash";

    private static final List<Rule<Map<String, String>>> LABELS = List.of(
            keys("infrastructure-label-key", key -> !Names.isQualified(key), KEY_FORM),
            keys("infrastructure-label-prefix", GatewayRules::longPrefix, PREFIX_FORM));

    private static final List<Rule<Map<String, String>>> ANNOTATIONS = List.of(
            keys("infrastructure-annotation-key", key -> !Names.isQualified(key), KEY_FORM),
            keys("infrastructure-annotation-prefix", GatewayRules::longPrefix, PREFIX_FORM));

    private static final List<Rule<List<TlsPortConfig>>> PORT_TLS = List.of(Rule.distinct(
            "frontend-port-unique",
            "port",
            config -> Optional.of(config.port()),
            port -> "the same port `" + port + "`",
            "each port once"));

    private static final List<Rule<ObjectReference>> CA_REF = List.of(Rule.refuse(
            "trust-bundle-namespace",
            "namespace",
            ref -> ref.group().equals("certificates.k8s.io")
                    && ref.kind().equals("ClusterTrustBundle")
                    && ref.namespace().isPresent(),
            ref -> "ClusterTrustBundle `" + ref.name() + "` belongs to no namespace",
            "no `namespace`"));

    private GatewayRules() {}

    static List<Rule<?>> rules() {
        return Concat.of(
                LISTENER,
                GATEWAY_LISTENER,
                LISTENER_LIST,
                LISTENER_TLS,
                ADDRESS,
                STATUS_ADDRESS,
                ADDRESS_LIST,
                LABELS,
                ANNOTATIONS,
                PORT_TLS,
                CA_REF);
    }

    static void check(Gateway gateway, Complaints complaints) {
        FieldPath spec = FieldPath.ROOT.field("spec");
        FieldPath listeners = spec.field("listeners");
        listeners(gateway.spec().listeners(), listeners, complaints);
        Rule.each(GATEWAY_LISTENER, gateway.spec().listeners(), listeners, complaints);
        FieldPath addresses = spec.field("addresses");
        Rule.all(ADDRESS_LIST, gateway.spec().addresses(), addresses, complaints);
        Rule.each(ADDRESS, gateway.spec().addresses(), addresses, complaints);
        FieldPath infrastructure = spec.field("infrastructure");
        Optional<GatewayInfrastructure> told = gateway.spec().infrastructure();
        Rule.all(LABELS, told.map(GatewayInfrastructure::labels), infrastructure.field("labels"), complaints);
        Rule.all(
                ANNOTATIONS,
                told.map(GatewayInfrastructure::annotations),
                infrastructure.field("annotations"),
                complaints);
        gateway.spec()
                .tls()
                .flatMap(GatewayTlsConfig::frontend)
                .ifPresent(frontend -> frontend(frontend, spec.field("tls").field("frontend"), complaints));
        FieldPath status = FieldPath.ROOT.field("status").field("addresses");
        Rule.each(STATUS_ADDRESS, gateway.status().addresses(), status, complaints);
    }

    static void check(ListenerSet set, Complaints complaints) {
        FieldPath path = FieldPath.ROOT.field("spec").field("listeners");
        listeners(set.spec().listeners(), path, complaints);
    }

    private static void listeners(List<Listener> listeners, FieldPath path, Complaints complaints) {
        Rule.all(LISTENER_LIST, listeners, path, complaints);
        Rule.each(LISTENER, listeners, path, complaints);
        for (int i = 0; i < listeners.size(); i++) {
            Listener listener = listeners.get(i);
            FieldPath at = path.item(i);
            Rule.all(LISTENER_TLS, listener.tls(), at.field("tls"), complaints);
            FilterRules.listener(
                    listener.filters().map(ListenerFilters::requests).orElse(List.of()),
                    at.field("filters").field("requests"),
                    complaints);
        }
    }

    private static void frontend(FrontendTlsConfig frontend, FieldPath path, Complaints complaints) {
        validation(frontend.defaultConfig(), path.field("default"), complaints);
        FieldPath ports = path.field("perPort");
        Rule.all(PORT_TLS, frontend.perPort(), ports, complaints);
        for (int i = 0; i < frontend.perPort().size(); i++) {
            validation(frontend.perPort().get(i).tls(), ports.item(i).field("tls"), complaints);
        }
    }

    private static void validation(TlsConfig tls, FieldPath path, Complaints complaints) {
        List<ObjectReference> refs =
                tls.validation().map(FrontendTlsValidation::caCertificateRefs).orElse(List.of());
        Rule.each(CA_REF, refs, path.field("validation").field("caCertificateRefs"), complaints);
    }

    private static boolean longPrefix(String key) {
        int slash = key.indexOf('/');
        return slash > LONGEST_PREFIX;
    }

    private static boolean routable(String value) {
        if (value.isEmpty() || value.equals(GatewaySpecAddress.ROUTABILITY_CLUSTER)) {
            return true;
        }
        int slash = value.indexOf('/');
        String domain = value.substring(0, Math.max(slash, 0));
        return Names.isDomainPath(value) && !domain.equals("k8s.io") && !domain.endsWith(".k8s.io");
    }
}
