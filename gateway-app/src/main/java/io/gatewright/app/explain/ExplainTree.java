package io.gatewright.app.explain;

import io.gatewright.app.explain.AskedRequest.HeaderLine;
import io.gatewright.semantics.edit.ResponseEdits;
import io.gatewright.semantics.plan.BackendPlan;
import io.gatewright.semantics.plan.EndpointsPlan;
import io.gatewright.semantics.plan.ListenerPlan;
import io.gatewright.semantics.plan.RulePlan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** An explanation as maps and lists, to be written as JSON or YAML. The names are part of the interface. */
public final class ExplainTree {
    private ExplainTree() {}

    /**
     * The tree.
     *
     * @param place where a rule stands, as {@code file:line}; empty if unknown
     */
    public static Map<String, Object> of(Explanation explanation, Function<RulePlan, String> place) {
        Map<String, Object> tree = new LinkedHashMap<>();
        Map<String, Object> request = new LinkedHashMap<>();
        if (!explanation.request().stream()) {
            request.put("method", explanation.request().method());
        }
        request.put("url", explanation.request().url());
        if (!explanation.request().stream()) {
            request.put("headers", headers(explanation.request().headers()));
        }
        tree.put("request", request);
        tree.put("gateway", explanation.gateway().namespacedName());
        tree.put("port", explanation.port());
        List<Object> steps = new ArrayList<>();
        explanation.steps().forEach(step -> {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("kind", step.kind().name().toLowerCase(Locale.ROOT));
            one.put("subject", step.subject());
            one.put("verdict", step.verdict().name().toLowerCase(Locale.ROOT));
            one.put("why", step.sentence());
            steps.add(one);
        });
        tree.put("steps", steps);
        explanation.rule().ifPresent(rule -> {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("route", rule.route().kind() + "/" + rule.route().namespacedName());
            one.put("rule", rule.index());
            rule.name().ifPresent(name -> one.put("name", name));
            String where = place.apply(rule);
            if (!where.isEmpty()) {
                one.put("at", where);
            }
            tree.put("rule", one);
            boolean relayed =
                    explanation.end() instanceof Explanation.Relayed || explanation.end() instanceof Explanation.Closed;
            tree.put("shares", shares(explanation.shares(), relayed));
        });
        tree.put("end", end(explanation.end()));
        List<String> edits = new ArrayList<>();
        explanation
                .responseEdits()
                .forEach(edit -> edits.add(
                        edit instanceof ResponseEdits.Edit.HeaderFilter filter
                                ? filter.edit().toString()
                                : "CORS"));
        if (!edits.isEmpty()) {
            tree.put("responseEdits", edits);
        }
        List<Object> others = new ArrayList<>();
        for (RulePlan rule : explanation.others()) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("route", rule.route().kind() + "/" + rule.route().namespacedName());
            one.put("rule", rule.index());
            one.put("matches", MatchText.of(rule));
            others.add(one);
        }
        if (!others.isEmpty()) {
            tree.put("rulesForThisHost", others);
        }
        return tree;
    }

    private static List<Object> shares(List<Explanation.Share> shares, boolean relayed) {
        List<Object> list = new ArrayList<>();
        for (Explanation.Share share : shares) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("weight", share.backend().weight());
            one.put("percent", share.percent());
            one.put("chosen", share.chosen());
            if (share.backend().target() instanceof BackendPlan.Cluster cluster) {
                one.put("backend", cluster.key());
            } else if (share.backend().target() instanceof BackendPlan.Unresolvable unresolvable) {
                one.put("refused", unresolvable.why().reason());
                one.put("why", unresolvable.why().message());
            }
            share.answered()
                    .ifPresent(reply -> one.put(
                            relayed ? "closed" : "answered",
                            relayed ? reply.reason().code() : reply.status()));
            list.add(one);
        }
        return list;
    }

    private static Map<String, Object> end(Explanation.End end) {
        Map<String, Object> tree = new LinkedHashMap<>();
        if (end instanceof Explanation.NotConnected not) {
            tree.put("type", "not_connected");
            tree.put("why", not.why());
        } else if (end instanceof Explanation.Relayed relayed) {
            tree.put("type", "relayed");
            tree.put("backend", relayed.cluster().key());
            tree.put(
                    "tls",
                    relayed.listener().protocol() != ListenerPlan.Protocol.TLS
                            ? "none"
                            : relayed.terminated() ? "terminated" : "passed through");
            tree.put("endpoints", endpoints(relayed.endpoints()));
        } else if (end instanceof Explanation.Closed closed) {
            tree.put("type", "closed");
            tree.put("reason", closed.reason().code());
            tree.put("why", closed.why());
        } else if (end instanceof Explanation.Answered answered) {
            tree.put("type", "answered");
            tree.put("status", answered.reply().status());
            tree.put("reason", answered.reply().reason().code());
            tree.put("why", answered.reply().message());
            Map<String, String> headers = new LinkedHashMap<>();
            answered.reply().headers().forEach(header -> headers.put(header.name(), header.value()));
            if (!headers.isEmpty()) {
                tree.put("headers", headers);
            }
        } else if (end instanceof Explanation.Forwarded forwarded) {
            tree.put("type", "forwarded");
            tree.put("backend", forwarded.cluster().key());
            tree.put("endpoints", endpoints(forwarded.endpoints()));
            Map<String, Object> upstream = new LinkedHashMap<>();
            upstream.put("method", forwarded.upstream().method());
            upstream.put("target", forwarded.upstream().target());
            upstream.put("host", forwarded.upstream().host());
            upstream.put("headers", headers(forwarded.upstream().headers()));
            tree.put("request", upstream);
            if (!forwarded.mirrors().isEmpty()) {
                tree.put(
                        "mirrors",
                        forwarded.mirrors().stream()
                                .map(Explanation.Copy::cluster)
                                .toList());
            }
        }
        return tree;
    }

    private static List<String> endpoints(List<EndpointsPlan.Endpoint> endpoints) {
        return endpoints.stream()
                .map(endpoint -> endpoint.host() + ":" + endpoint.port())
                .toList();
    }

    private static List<String> headers(List<HeaderLine> lines) {
        return lines.stream().map(line -> line.name() + ": " + line.value()).toList();
    }
}
