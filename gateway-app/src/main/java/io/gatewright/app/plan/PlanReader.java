package io.gatewright.app.plan;

import io.gatewright.model.name.Hostname;
import io.gatewright.model.name.ObjectRef;
import io.gatewright.semantics.listener.ListenerKey;
import io.gatewright.semantics.plan.CertificatePlan;
import io.gatewright.semantics.plan.ClusterPlan;
import io.gatewright.semantics.plan.EndpointsPlan;
import io.gatewright.semantics.plan.ListenerPlan;
import io.gatewright.semantics.plan.Plan;
import io.gatewright.semantics.plan.PlanEntry;
import io.gatewright.semantics.plan.Refusal;
import io.gatewright.semantics.plan.RouteKind;
import io.gatewright.semantics.plan.RoutePlan;
import io.gatewright.semantics.plan.TrustPlan;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads plans and their entries as {@link PlanWriter} writes them; what is not there is empty, 0 or false. */
final class PlanReader {
    private static final ListenerPlan.Protocol[] LISTENER_PROTOCOLS = ListenerPlan.Protocol.values();
    private static final ClusterPlan.Protocol[] CLUSTER_PROTOCOLS = ClusterPlan.Protocol.values();
    private static final RouteKind[] ROUTE_KINDS = RouteKind.values();

    private PlanReader() {}

    /** The whole plan. */
    static Plan plan(FieldReader in) throws IOException {
        in.begin();
        ObjectRef gateway = null;
        List<PlanEntry> entries = new ArrayList<>();
        for (String field = in.next(); field != null; field = in.next()) {
            if (field.equals("gateway")) {
                gateway = in.ref();
            } else {
                entries.addAll(in.objects(family(in, field)));
            }
        }
        return Plan.of(in.needed("gateway", gateway), entries);
    }

    /** An object whose one field names the family of the entry in it. */
    static PlanEntry line(FieldReader in) throws IOException {
        in.begin();
        String field = in.next();
        if (field == null) {
            throw in.fault("expected one field that names a family of entries");
        }
        PlanEntry entry = in.object(family(in, field));
        if (in.next() != null) {
            throw in.fault("expected no field but the one that names the family");
        }
        return entry;
    }

    private static FieldReader.Fields<? extends PlanEntry> family(FieldReader in, String field) {
        PlanFamily family = PlanFamily.named(field);
        if (family == null) {
            throw in.unknownField();
        }
        return switch (family) {
            case LISTENERS -> PlanReader::listener;
            case ROUTES -> PlanReader::route;
            case RULES -> RuleReader::rule;
            case CLUSTERS -> PlanReader::cluster;
            case ENDPOINTS -> PlanReader::endpoints;
            case CERTIFICATES -> PlanReader::certificate;
            case TRUSTS -> PlanReader::trust;
        };
    }

    private static ListenerPlan listener(FieldReader in) throws IOException {
        ListenerKey listener = null;
        int port = 0;
        ListenerPlan.Protocol protocol = null;
        Optional<Hostname> hostname = Optional.empty();
        Optional<ListenerPlan.Tls> tls = Optional.empty();
        Optional<Refusal> closed = Optional.empty();
        for (String field = in.next(); field != null; field = in.next()) {
            switch (field) {
                case "listener" -> listener = in.listener();
                case "port" -> port = in.number();
                case "protocol" -> protocol = in.constant(LISTENER_PROTOCOLS);
                case "hostname" -> hostname = Optional.of(in.hostname());
                case "tls" -> tls = Optional.of(in.object(PlanReader::listenerTls));
                case "closed" -> closed = Optional.of(in.object(PlanReader::refusal));
                default -> throw in.unknownField();
            }
        }
        return new ListenerPlan(
                in.needed("listener", listener), port, in.needed("protocol", protocol), hostname, tls, closed);
    }

    private static ListenerPlan.Tls listenerTls(FieldReader in) throws IOException {
        boolean terminate = false;
        List<String> certificates = List.of();
        Optional<ListenerPlan.ClientValidation> clients = Optional.empty();
        Map<String, String> options = Map.of();
        for (String field = in.next(); field != null; field = in.next()) {
            switch (field) {
                case "terminate" -> terminate = in.flag();
                case "certificates" -> certificates = in.texts();
                case "clients" -> clients = Optional.of(in.object(PlanReader::clients));
                case "options" -> options = in.map();
                default -> throw in.unknownField();
            }
        }
        return new ListenerPlan.Tls(terminate, certificates, clients, options);
    }

    private static ListenerPlan.ClientValidation clients(FieldReader in) throws IOException {
        List<String> trusts = List.of();
        boolean insecureFallback = false;
        for (String field = in.next(); field != null; field = in.next()) {
            switch (field) {
                case "trusts" -> trusts = in.texts();
                case "insecureFallback" -> insecureFallback = in.flag();
                default -> throw in.unknownField();
            }
        }
        return new ListenerPlan.ClientValidation(trusts, insecureFallback);
    }

    static Refusal refusal(FieldReader in) throws IOException {
        String reason = "";
        String message = "";
        for (String field = in.next(); field != null; field = in.next()) {
            switch (field) {
                case "reason" -> reason = in.text();
                case "message" -> message = in.text();
                default -> throw in.unknownField();
            }
        }
        return new Refusal(reason, message);
    }

    /** The one field of what was refused. */
    static Refusal why(FieldReader in) throws IOException {
        Refusal why = null;
        for (String field = in.next(); field != null; field = in.next()) {
            switch (field) {
                case "why" -> why = in.object(PlanReader::refusal);
                default -> throw in.unknownField();
            }
        }
        return in.needed("why", why);
    }

    private static RoutePlan route(FieldReader in) throws IOException {
        ObjectRef route = null;
        RouteKind kind = null;
        Instant created = null;
        List<RoutePlan.Binding> bindings = List.of();
        for (String field = in.next(); field != null; field = in.next()) {
            switch (field) {
                case "route" -> route = in.ref();
                case "kind" -> kind = in.constant(ROUTE_KINDS);
                case "created" -> created = in.word(PlanWords::instant);
                case "bindings" -> bindings = in.objects(PlanReader::binding);
                default -> throw in.unknownField();
            }
        }
        return new RoutePlan(
                in.needed("route", route), in.needed("kind", kind), in.needed("created", created), bindings);
    }

    private static RoutePlan.Binding binding(FieldReader in) throws IOException {
        ListenerKey listener = null;
        List<RoutePlan.Host> hosts = List.of();
        for (String field = in.next(); field != null; field = in.next()) {
            switch (field) {
                case "listener" -> listener = in.listener();
                case "hosts" -> hosts = in.objects(PlanReader::host);
                default -> throw in.unknownField();
            }
        }
        return new RoutePlan.Binding(in.needed("listener", listener), hosts);
    }

    private static RoutePlan.Host host(FieldReader in) throws IOException {
        Optional<Hostname> effective = Optional.empty();
        Optional<Hostname> declared = Optional.empty();
        for (String field = in.next(); field != null; field = in.next()) {
            switch (field) {
                case "effective" -> effective = Optional.of(in.hostname());
                case "declared" -> declared = Optional.of(in.hostname());
                default -> throw in.unknownField();
            }
        }
        return new RoutePlan.Host(effective, declared);
    }

    private static ClusterPlan cluster(FieldReader in) throws IOException {
        ObjectRef backend = null;
        int port = 0;
        ClusterPlan.Protocol protocol = null;
        Optional<ClusterPlan.Tls> tls = Optional.empty();
        Optional<ClusterPlan.RetryBudget> retryBudget = Optional.empty();
        Optional<Refusal> closed = Optional.empty();
        for (String field = in.next(); field != null; field = in.next()) {
            switch (field) {
                case "backend" -> backend = in.ref();
                case "port" -> port = in.number();
                case "protocol" -> protocol = in.constant(CLUSTER_PROTOCOLS);
                case "tls" -> tls = Optional.of(in.object(PlanReader::clusterTls));
                case "retryBudget" -> retryBudget = Optional.of(in.object(PlanReader::retryBudget));
                case "closed" -> closed = Optional.of(in.object(PlanReader::refusal));
                default -> throw in.unknownField();
            }
        }
        return new ClusterPlan(
                in.needed("backend", backend), port, in.needed("protocol", protocol), tls, retryBudget, closed);
    }

    private static ClusterPlan.Tls clusterTls(FieldReader in) throws IOException {
        String serverName = "";
        List<String> trusts = List.of();
        List<ClusterPlan.AlternativeName> alternativeNames = List.of();
        Optional<String> clientCertificate = Optional.empty();
        Map<String, String> options = Map.of();
        for (String field = in.next(); field != null; field = in.next()) {
            switch (field) {
                case "serverName" -> serverName = in.text();
                case "trusts" -> trusts = in.texts();
                case "alternativeNames" -> alternativeNames = in.objects(PlanReader::alternativeName);
                case "clientCertificate" -> clientCertificate = Optional.of(in.text());
                case "options" -> options = in.map();
                default -> throw in.unknownField();
            }
        }
        return new ClusterPlan.Tls(serverName, trusts, alternativeNames, clientCertificate, options);
    }

    private static ClusterPlan.AlternativeName alternativeName(FieldReader in) throws IOException {
        boolean uri = false;
        String value = "";
        for (String field = in.next(); field != null; field = in.next()) {
            switch (field) {
                case "uri" -> uri = in.flag();
                case "value" -> value = in.text();
                default -> throw in.unknownField();
            }
        }
        return new ClusterPlan.AlternativeName(uri, value);
    }

    private static ClusterPlan.RetryBudget retryBudget(FieldReader in) throws IOException {
        int percent = 0;
        Duration interval = null;
        int minCount = 0;
        Duration minInterval = null;
        for (String field = in.next(); field != null; field = in.next()) {
            switch (field) {
                case "percent" -> percent = in.number();
                case "interval" -> interval = in.word(PlanWords::duration);
                case "minCount" -> minCount = in.number();
                case "minInterval" -> minInterval = in.word(PlanWords::duration);
                default -> throw in.unknownField();
            }
        }
        return new ClusterPlan.RetryBudget(
                percent, in.needed("interval", interval), minCount, in.needed("minInterval", minInterval));
    }

    private static EndpointsPlan endpoints(FieldReader in) throws IOException {
        ObjectRef backend = null;
        int port = 0;
        boolean udp = false;
        List<EndpointsPlan.Endpoint> endpoints = List.of();
        for (String field = in.next(); field != null; field = in.next()) {
            switch (field) {
                case "backend" -> backend = in.ref();
                case "port" -> port = in.number();
                case "udp" -> udp = in.flag();
                case "endpoints" -> endpoints = in.objects(PlanReader::endpoint);
                default -> throw in.unknownField();
            }
        }
        return new EndpointsPlan(in.needed("backend", backend), port, udp, endpoints);
    }

    private static EndpointsPlan.Endpoint endpoint(FieldReader in) throws IOException {
        String host = "";
        int port = 0;
        boolean terminating = false;
        for (String field = in.next(); field != null; field = in.next()) {
            switch (field) {
                case "host" -> host = in.text();
                case "port" -> port = in.number();
                case "terminating" -> terminating = in.flag();
                default -> throw in.unknownField();
            }
        }
        return new EndpointsPlan.Endpoint(host, port, terminating);
    }

    private static CertificatePlan certificate(FieldReader in) throws IOException {
        ObjectRef secret = null;
        String chainPem = "";
        CertificatePlan.PrivateKey privateKey = null;
        for (String field = in.next(); field != null; field = in.next()) {
            switch (field) {
                case "secret" -> secret = in.ref();
                case "chainPem" -> chainPem = in.text();
                case "privateKey" -> privateKey = in.word(CertificatePlan.PrivateKey::new);
                default -> throw in.unknownField();
            }
        }
        return new CertificatePlan(in.needed("secret", secret), chainPem, in.needed("privateKey", privateKey));
    }

    private static TrustPlan trust(FieldReader in) throws IOException {
        ObjectRef source = null;
        String caPem = "";
        for (String field = in.next(); field != null; field = in.next()) {
            switch (field) {
                case "source" -> source = in.ref();
                case "caPem" -> caPem = in.text();
                default -> throw in.unknownField();
            }
        }
        return new TrustPlan(in.needed("source", source), caPem);
    }
}
