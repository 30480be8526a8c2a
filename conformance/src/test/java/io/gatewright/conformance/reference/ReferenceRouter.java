package io.gatewright.conformance.reference;

import io.gatewright.conformance.kit.Answer;
import io.gatewright.conformance.kit.Row;
import io.gatewright.conformance.reference.Attaching.Attached;
import io.gatewright.conformance.reference.Listening.Listener;
import io.gatewright.conformance.reference.Matching.Candidate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Answers requests as the spec says, over documents as they are written. Nothing is prepared, nothing is remembered. */
public final class ReferenceRouter {
    /** An answer and its share of the traffic. */
    public record Part(int weight, Answer answer) {}

    private static final Set<String> GRPC_FILTERS =
            Set.of("RequestHeaderModifier", "ResponseHeaderModifier", "RequestMirror", "ExtensionRef");

    private final String controllerName;
    private final Documents documents;
    private final Attaching attaching;

    /** @param documents YAML documents as trees */
    public ReferenceRouter(String controllerName, Collection<Map<String, Object>> documents) {
        this.controllerName = controllerName;
        this.documents = new Documents(documents);
        this.attaching = new Attaching(this.documents);
    }

    /** All that may come of a row's request, with weights; never empty. */
    public List<Part> answers(String namespace, String gateway, int port, boolean secure, Row row) {
        return answers(Asked.of(namespace, gateway, port, secure, row));
    }

    List<Part> answers(Asked asked) {
        Optional<Node> gateway = documents
                .find("Gateway", asked.gatewayNamespace(), asked.gateway())
                .filter(this::ours);
        if (gateway.isEmpty()) {
            return only(Answer.refused("no such Gateway"));
        }
        List<Listener> onPort = new Listening(documents, gateway.get())
                .all().stream()
                        .filter(one -> one.port() == asked.port() && !one.refused())
                        .filter(one ->
                                one.protocol().equals("HTTP") || one.protocol().equals("HTTPS"))
                        .toList();
        if (onPort.isEmpty()) {
            return only(Answer.refused("nothing listens on port " + asked.port()));
        }
        Optional<Listener> byHost = mostSpecific(onPort, asked.host());
        Optional<Listener> bySni = asked.sni().flatMap(name -> mostSpecific(onPort, name));
        if (asked.sni().isPresent() && bySni.filter(one -> !one.broken()).isEmpty()) {
            return only(Answer.refused("no certificate for " + asked.sni().get()));
        }
        if (asked.normalPath().isEmpty()) {
            return only(local(asked, 400, "bad_path", "INTERNAL", Map.of()));
        }
        // "the Host does not match this Listener but another one: 421; none: 404"
        if (bySni.isPresent() && byHost.filter(one -> !one.same(bySni.get())).isPresent()) {
            return only(local(asked, 421, "misdirected", "UNAVAILABLE", Map.of()));
        }
        if (byHost.isEmpty()) {
            return only(local(asked, 404, "listener_not_found", "UNIMPLEMENTED", Map.of()));
        }
        return best(asked, byHost.get())
                .map(candidate -> serve(asked, byHost.get(), candidate))
                .orElseGet(() -> only(local(asked, 404, "route_not_found", "UNIMPLEMENTED", Map.of())));
    }

    private boolean ours(Node gateway) {
        return documents.all("GatewayClass").stream()
                .anyMatch(one -> one.name().equals(gateway.text("spec.gatewayClassName", ""))
                        && one.text("spec.controllerName", "").equals(controllerName));
    }

    private static Optional<Listener> mostSpecific(List<Listener> listeners, String host) {
        return listeners.stream()
                .filter(one -> Hosts.takes(one.hostname(), host))
                .max(Comparator.comparingInt(one -> Hosts.rank(one.hostname())));
    }

    private Optional<Candidate> best(Asked asked, Listener listener) {
        List<Candidate> candidates = new ArrayList<>();
        for (Attached attached : attaching.to(listener, "HTTPRoute", "GRPCRoute")) {
            if (Hosts.takes(attached.effective(), asked.host())) {
                List<Node> rules = attached.route().list("spec.rules");
                for (int i = 0; i < rules.size(); i++) {
                    // "If no matches are specified, the default is a prefix path match on /": every request
                    List<Node> matches = rules.get(i).list("matches");
                    List<Node> entries = matches.isEmpty() ? List.of(Node.NONE) : matches;
                    for (int j = 0; j < entries.size(); j++) {
                        candidates.add(new Candidate(attached, rules.get(i), i, entries.get(j), j));
                    }
                }
            }
        }
        String path = asked.normalPath().orElseThrow();
        return candidates.stream()
                .filter(candidate -> Matching.takes(candidate, asked, path))
                .min(Matching.BEST_FIRST);
    }

    private List<Part> serve(Asked asked, Listener listener, Candidate candidate) {
        String rule = candidate.route().kind() + " " + candidate.route().namespace() + "/"
                + candidate.route().name() + "/" + candidate.ruleIndex();
        Filtering filtering = new Filtering(asked, asked.normalPath().orElseThrow(), listener, candidate.match());
        if (invalid(candidate.route().kind(), candidate.rule())) {
            return only(named(rule, local(asked, 500, "rule_refused", "UNAVAILABLE", Map.of())));
        }
        Optional<Filtering.Reply> reply = filtering.run(candidate.rule().list("filters"));
        if (reply.isPresent()) {
            return only(named(rule, reply(asked, reply.get(), filtering)));
        }
        List<Part> parts = new ArrayList<>();
        for (Node ref : candidate.rule().list("backendRefs")) {
            int weight = ref.number("weight", 1);
            if (weight > 0) {
                parts.add(new Part(weight, named(rule, forward(asked, candidate.route(), ref, filtering))));
            }
        }
        // "If all entries are invalid or unspecified: 500"; the same for weights that are all zero
        return parts.isEmpty()
                ? only(named(rule, local(asked, 500, "no_backend", "UNAVAILABLE", filtering.response)))
                : parts;
    }

    /** "A header name in more than one of set, add and remove makes the filter invalid." */
    private static boolean invalid(String kind, Node rule) {
        List<Node> filters = new ArrayList<>(rule.list("filters"));
        rule.list("backendRefs").forEach(ref -> filters.addAll(ref.list("filters")));
        for (Node filter : filters) {
            if (kind.equals("GRPCRoute") && !GRPC_FILTERS.contains(filter.text("type", ""))) {
                return true;
            }
            for (String edit : List.of("requestHeaderModifier", "responseHeaderModifier")) {
                List<String> names = new ArrayList<>();
                for (Node entry : filter.list(edit + ".set")) {
                    names.add(entry.text("name", "").toLowerCase(Locale.ROOT));
                }
                for (Node entry : filter.list(edit + ".add")) {
                    names.add(entry.text("name", "").toLowerCase(Locale.ROOT));
                }
                filter.texts(edit + ".remove").forEach(name -> names.add(name.toLowerCase(Locale.ROOT)));
                if (names.stream().distinct().count() < names.size()) {
                    return true;
                }
            }
        }
        return false;
    }

    private Answer forward(Asked asked, Node route, Node ref, Filtering atRule) {
        Filtering filtering = new Filtering(atRule);
        Backends.Found found = new Backends(documents).find(route, ref);
        if (found.status() != 0) {
            return local(asked, found.status(), found.reason(), "UNAVAILABLE", filtering.response);
        }
        Optional<Filtering.Reply> reply = filtering.run(ref.list("filters"));
        if (reply.isPresent()) {
            return reply(asked, reply.get(), filtering);
        }
        return new Answer(
                false,
                200,
                Optional.empty(),
                asked.grpc() ? Optional.of("OK") : Optional.empty(),
                filtering.response,
                "",
                Optional.of(Answer.Seen.of(
                        found.service(), asked.method(), filtering.target(), filtering.host, filtering.headers)),
                copies(route, filtering),
                Optional.empty(),
                List.of(),
                Duration.ZERO,
                "");
    }

    private List<Answer.Seen> copies(Node route, Filtering filtering) {
        List<Answer.Seen> copies = new ArrayList<>();
        for (Filtering.Copy copy : filtering.copies) {
            Backends.Found found = new Backends(documents).find(route, copy.backendRef());
            if (found.status() == 0) {
                copies.add(Answer.Seen.of(found.service(), "", copy.path(), copy.host(), copy.headers()));
            }
        }
        return copies;
    }

    private static Answer reply(Asked asked, Filtering.Reply reply, Filtering filtering) {
        Map<String, List<String>> headers = Filtering.copy(filtering.response);
        headers.putAll(reply.headers());
        return local(asked, reply.status(), reply.reason(), "UNAVAILABLE", headers);
    }

    private static Answer local(
            Asked asked, int status, String reason, String grpc, Map<String, List<String>> headers) {
        // a redirect is meant for HTTP, whoever asked
        boolean asGrpc = asked.grpc() && status >= 400;
        return new Answer(
                false,
                asGrpc ? 200 : status,
                Optional.of(reason),
                asGrpc ? Optional.of(grpc) : Optional.empty(),
                headers,
                "",
                Optional.empty(),
                List.of(),
                Optional.empty(),
                List.of(),
                Duration.ZERO,
                "");
    }

    private static Answer named(String rule, Answer answer) {
        return answer.by(rule);
    }

    private static List<Part> only(Answer answer) {
        return List.of(new Part(1, answer));
    }
}
