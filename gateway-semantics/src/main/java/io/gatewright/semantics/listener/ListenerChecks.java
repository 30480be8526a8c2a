package io.gatewright.semantics.listener;

import io.gatewright.model.core.Secret;
import io.gatewright.model.gateway.Gateway;
import io.gatewright.model.gateway.Listener;
import io.gatewright.model.gateway.ListenerFilters;
import io.gatewright.model.gateway.ListenerRequestFilter;
import io.gatewright.model.gateway.ListenerTlsConfig;
import io.gatewright.model.gateway.RouteGroupKind;
import io.gatewright.model.gateway.SecretObjectReference;
import io.gatewright.model.name.GroupKind;
import io.gatewright.model.name.Hostname;
import io.gatewright.model.name.ObjectRef;
import io.gatewright.semantics.finding.Finding;
import io.gatewright.semantics.finding.Reason;
import io.gatewright.semantics.reference.References;
import io.gatewright.semantics.reference.Resolution;
import io.gatewright.semantics.reference.Resolution.Cause;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The checks of one listener by itself: protocol, kinds, hostname, TLS, certificates. */
final class ListenerChecks {
    private final References references;
    private final ObjectRef owner;
    private final Listener listener;
    private final String path;
    private final List<Finding> findings = new ArrayList<>();

    private ListenerChecks(References references, ObjectRef owner, Listener listener, String path) {
        this.references = references;
        this.owner = owner;
        this.listener = listener;
        this.path = path;
    }

    static ListenerNode check(References references, Gateway gateway, ObjectRef owner, Listener listener, int index) {
        String path = ListenerNode.path(index);
        ListenerChecks checks = new ListenerChecks(references, owner, listener, path);
        Optional<List<GroupKind>> carried = RouteKinds.of(listener.protocol());
        if (carried.isEmpty()) {
            checks.find(
                    ".protocol",
                    Reason.LISTENER_UNSUPPORTED_PROTOCOL,
                    "protocol `" + listener.protocol() + "` is not supported: expected HTTP, HTTPS, TLS, TCP or UDP");
            return checks.node(gateway, Optional.empty(), List.of(), List.of(), Optional.empty());
        }
        Optional<Hostname> hostname = checks.hostname();
        List<GroupKind> kinds = checks.kinds(carried.get());
        checks.tlsShape();
        checks.filters();
        List<Secret> certificates = checks.terminates() ? checks.certificates() : List.of();
        Optional<ListenerNode.ClientCertificates> clients =
                listener.protocol().equals(Listener.HTTPS) ? checks.clients(gateway) : Optional.empty();
        return checks.node(gateway, hostname, kinds, certificates, clients);
    }

    private ListenerNode node(
            Gateway gateway,
            Optional<Hostname> hostname,
            List<GroupKind> kinds,
            List<Secret> certificates,
            Optional<ListenerNode.ClientCertificates> clients) {
        return new ListenerNode(
                new ListenerKey(owner, listener.name()),
                gateway.ref(),
                listener,
                path,
                hostname,
                kinds,
                certificates,
                clients,
                findings);
    }

    private Optional<Hostname> hostname() {
        Optional<String> declared = listener.hostname().filter(text -> !text.isEmpty());
        if (declared.isEmpty()) {
            return Optional.empty();
        }
        if (listener.protocol().equals(Listener.TCP) || listener.protocol().equals(Listener.UDP)) {
            find(
                    ".hostname",
                    Reason.LISTENER_UNSUPPORTED_VALUE,
                    "protocol `" + listener.protocol() + "` knows no hostname: remove it");
            return Optional.empty();
        }
        Optional<Hostname> parsed = Hostname.parse(declared.get());
        if (parsed.isEmpty()) {
            find(
                    ".hostname",
                    Reason.LISTENER_UNSUPPORTED_VALUE,
                    "`" + declared.get() + "` is no hostname: expected a DNS name, optionally with `*.` in front");
        }
        return parsed;
    }

    /** {@code allowedRoutes.kinds}: the unknown ones are reported, the others stay usable. */
    private List<GroupKind> kinds(List<GroupKind> carried) {
        List<RouteGroupKind> wanted = listener.allowedRoutes().kinds();
        if (wanted.isEmpty()) {
            return carried;
        }
        List<GroupKind> kinds = new ArrayList<>();
        for (int i = 0; i < wanted.size(); i++) {
            GroupKind kind = wanted.get(i).groupKind();
            if (!carried.contains(kind)) {
                find(
                        ".allowedRoutes.kinds[" + i + "]",
                        Reason.INVALID_ROUTE_KINDS,
                        "`" + kind + "` cannot be carried by protocol `" + listener.protocol() + "`: expected one of "
                                + carried.stream().map(GroupKind::kind).toList());
            } else if (!kinds.contains(kind)) {
                kinds.add(kind);
            }
        }
        return kinds;
    }

    private boolean terminates() {
        return listener.protocol().equals(Listener.HTTPS)
                || listener.protocol().equals(Listener.TLS)
                        && listener.tls()
                                .map(tls -> tls.mode().equals(ListenerTlsConfig.TERMINATE))
                                .orElse(true);
    }

    private void tlsShape() {
        boolean secure = listener.protocol().equals(Listener.HTTPS)
                || listener.protocol().equals(Listener.TLS);
        if (listener.tls().isEmpty()) {
            return;
        }
        ListenerTlsConfig tls = listener.tls().get();
        if (!secure) {
            find(
                    ".tls",
                    Reason.LISTENER_UNSUPPORTED_VALUE,
                    "protocol `" + listener.protocol() + "` knows no `tls`: use HTTPS or TLS, or remove it");
        } else if (!tls.mode().equals(ListenerTlsConfig.TERMINATE)
                && !tls.mode().equals(ListenerTlsConfig.PASSTHROUGH)) {
            find(".tls.mode", Reason.LISTENER_UNSUPPORTED_VALUE, "mode `" + tls.mode() + "` is not supported");
        } else if (listener.protocol().equals(Listener.HTTPS) && tls.mode().equals(ListenerTlsConfig.PASSTHROUGH)) {
            find(
                    ".tls.mode",
                    Reason.LISTENER_UNSUPPORTED_VALUE,
                    "protocol `HTTPS` ends TLS here: use mode `Terminate`, or protocol `TLS` to pass it through");
        }
        for (String option : tls.options().keySet()) {
            if (option.indexOf('/') < 0) {
                find(
                        ".tls.options",
                        Reason.LISTENER_UNSUPPORTED_VALUE,
                        "option `" + option + "` has no domain prefix, which the API reserves: remove it");
            }
        }
    }

    private void filters() {
        boolean http =
                listener.protocol().equals(Listener.HTTP) || listener.protocol().equals(Listener.HTTPS);
        List<ListenerRequestFilter> filters =
                listener.filters().map(ListenerFilters::requests).orElse(List.of());
        if (!filters.isEmpty() && !http) {
            find(
                    ".filters",
                    Reason.LISTENER_INVALID_FILTER,
                    "protocol `" + listener.protocol() + "` takes no filters: remove them");
            return;
        }
        for (int i = 0; i < filters.size(); i++) {
            String filter = "filters.requests[" + i + "]";
            find(
                    "." + filter,
                    Reason.LISTENER_UNSUPPORTED_VALUE,
                    filter + " of type `" + filters.get(i).type()
                            + "` is not supported: put it on the routes; nothing is served without it");
        }
    }

    /** How client certificates are judged: the Gateway says it for the port, also to listeners of its ListenerSets. */
    private Optional<ListenerNode.ClientCertificates> clients(Gateway gateway) {
        List<Finding> found = new ArrayList<>();
        Optional<ListenerNode.ClientCertificates> clients =
                FrontendTls.clients(references, gateway, listener.port(), found);
        if (owner.equals(gateway.ref())) {
            findings.addAll(found);
        } else {
            // whoever may write a ListenerSet need not be told what its Gateway refers to (GEP-1713)
            found.stream()
                    .map(Finding::reason)
                    .distinct()
                    .forEach(reason -> find(
                            ".port",
                            reason,
                            "validation of client certificates on port " + listener.port() + ", as " + gateway.ref()
                                    + " asks for it, cannot be set up as a whole: see the conditions of the Gateway"));
        }
        return clients;
    }

    private List<Secret> certificates() {
        List<SecretObjectReference> refs =
                listener.tls().map(ListenerTlsConfig::certificateRefs).orElse(List.of());
        if (refs.isEmpty()) {
            find(
                    ".tls",
                    Reason.INVALID_CERTIFICATE_REF,
                    "no certificate: protocol `" + listener.protocol() + "` needs `tls.certificateRefs`");
        }
        List<Secret> found = new ArrayList<>();
        for (int i = 0; i < refs.size(); i++) {
            Resolution<Secret> resolution =
                    references.certificate(owner, refs.get(i).refFrom(owner.namespace()));
            resolution.value().ifPresent(found::add);
            String field = ".tls.certificateRefs[" + i + "]";
            resolution
                    .refusal()
                    .ifPresent(refused -> find(
                            field,
                            refused.cause() == Cause.NOT_PERMITTED
                                    ? Reason.REF_NOT_PERMITTED
                                    : Reason.INVALID_CERTIFICATE_REF,
                            refused.message()));
        }
        return found;
    }

    private void find(String field, Reason reason, String message) {
        findings.add(new Finding(owner, path + field, reason, message));
    }
}
