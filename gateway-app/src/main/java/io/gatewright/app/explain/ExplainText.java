package io.gatewright.app.explain;

import io.gatewright.app.explain.AskedRequest.HeaderLine;
import io.gatewright.semantics.decide.LocalReply;
import io.gatewright.semantics.edit.ResponseEdits;
import io.gatewright.semantics.plan.BackendPlan;
import io.gatewright.semantics.plan.ClusterPlan;
import io.gatewright.semantics.plan.EndpointsPlan;
import io.gatewright.semantics.plan.FilterPlan;
import io.gatewright.semantics.plan.ListenerPlan;
import io.gatewright.semantics.plan.RulePlan;
import io.gatewright.semantics.trace.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** An explanation in words. */
public final class ExplainText {
    private static final int MOST_OTHERS = 20;

    private final Explanation explanation;
    private final Function<RulePlan, String> place;
    private final StringBuilder out = new StringBuilder();

    private ExplainText(Explanation explanation, Function<RulePlan, String> place) {
        this.explanation = explanation;
        this.place = place;
    }

    /**
     * Several lines, each ending with a line break.
     *
     * @param place where a rule stands, as {@code file:line}; empty if unknown
     */
    public static String of(Explanation explanation, Function<RulePlan, String> place) {
        return new ExplainText(explanation, place).write();
    }

    private String write() {
        AskedRequest request = explanation.request();
        line(request.stream() ? request.url() : request.method() + " " + request.url());
        line("at " + explanation.gateway() + (explanation.port() == 0 ? "" : ", port " + explanation.port()));
        line("");
        steps();
        explanation.rule().ifPresent(this::rule);
        end();
        return out.toString();
    }

    private void steps() {
        List<Step> steps = explanation.steps();
        int subject =
                steps.stream().mapToInt(step -> step.subject().length()).max().orElse(0);
        for (Step step : steps) {
            line("  " + pad(word(step.kind()), 9) + "  " + pad(word(step.verdict()), 7) + "  "
                    + pad(step.subject(), Math.min(subject, 60)) + "  " + step.sentence());
        }
        if (!steps.isEmpty()) {
            line("");
        }
    }

    private void rule(RulePlan rule) {
        String where = place.apply(rule);
        line("rule " + rule.index() + rule.name().map(name -> " `" + name + "`").orElse("") + " of " + rule.route()
                + (where.isEmpty() ? "" : "   " + where));
        for (Explanation.Share share : explanation.shares()) {
            line("  backend  " + (share.chosen() ? "> " : "  ") + percent(share.percent()) + "  weight "
                    + share.backend().weight() + "  " + target(share.backend().target())
                    + share.answered().map(this::answered).orElse(""));
        }
        rule.timeouts().request().ifPresent(limit -> line("  limit      " + limit.toMillis() + " ms for the request"));
        rule.timeouts()
                .backendRequest()
                .ifPresent(limit -> line("  limit      " + limit.toMillis() + " ms for each try"));
        rule.retry()
                .ifPresent(retry -> line("  retry      up to " + retry.attempts() + " more tries on connection errors"
                        + (retry.codes().isEmpty() ? "" : " and status " + retry.codes())));
        rule.session()
                .ifPresent(session -> line("  session    kept by the " + (session.cookie() ? "cookie" : "header") + " `"
                        + session.name() + "`"));
        line("");
    }

    private String answered(LocalReply reply) {
        return "  " + (relayed() ? "refuses" : "answers " + reply.status()) + ": " + reply.message();
    }

    /** Whether this is about connections and not about requests, whatever the scheme of the URL. */
    private boolean relayed() {
        return explanation.end() instanceof Explanation.Relayed || explanation.end() instanceof Explanation.Closed;
    }

    private void end() {
        Explanation.End end = explanation.end();
        if (end instanceof Explanation.NotConnected not) {
            line("=> no connection: " + not.why());
        } else if (end instanceof Explanation.Relayed relayed) {
            relayed(relayed);
        } else if (end instanceof Explanation.Closed closed) {
            line("=> " + (explanation.request().udp() ? "datagrams are dropped" : "closed by the gateway") + " ("
                    + closed.reason().code() + "): " + closed.why());
        } else if (end instanceof Explanation.Answered answered) {
            line("=> answered by the gateway: " + answered.reply().status() + " ("
                    + answered.reply().reason().code() + "): "
                    + answered.reply().message());
            answered.reply().headers().forEach(header -> line("     " + header.name() + ": " + header.value()));
        } else if (end instanceof Explanation.Forwarded forwarded) {
            forwarded(forwarded);
        }
        others();
        for (String edit : responseEdits()) {
            line("   response: " + edit);
        }
    }

    private void others() {
        List<RulePlan> others = explanation.others();
        if (!others.isEmpty()) {
            line(relayed() ? "   the routes of this listener:" : "   the rules for this host:");
        }
        for (RulePlan rule : others.subList(0, Math.min(MOST_OTHERS, others.size()))) {
            String where = place.apply(rule);
            line("     " + rule.route() + " rule " + rule.index() + "  " + MatchText.of(rule)
                    + (where.isEmpty() ? "" : "   " + where));
        }
        if (others.size() > MOST_OTHERS) {
            line("     and " + (others.size() - MOST_OTHERS) + " more");
        }
    }

    private void relayed(Explanation.Relayed relayed) {
        boolean tls = relayed.listener().protocol() == ListenerPlan.Protocol.TLS;
        line("=> relayed to " + backend(relayed.cluster())
                + (tls ? relayed.terminated() ? ", TLS ends here" : ", TLS passes through" : "")
                + ", one of " + endpoints(relayed.endpoints()));
    }

    private static String backend(ClusterPlan cluster) {
        return cluster.backend() + " port " + cluster.port() + ", " + cluster.protocol()
                + cluster.tls()
                        .map(tls -> " over TLS as `" + tls.serverName() + "`")
                        .orElse("");
    }

    private void forwarded(Explanation.Forwarded forwarded) {
        line("=> forwarded to " + backend(forwarded.cluster()) + ", one of " + endpoints(forwarded.endpoints()));
        Explanation.Upstream upstream = forwarded.upstream();
        line("     " + upstream.method() + " " + upstream.target());
        line("     host: " + upstream.host());
        for (HeaderLine header : upstream.headers()) {
            line("     " + header.name() + ": " + header.value());
        }
        forwarded
                .mirrors()
                .forEach(copy -> line("   copied to " + copy.cluster() + ": "
                        + copy.upstream().method() + " " + copy.upstream().target()));
    }

    private static String endpoints(List<EndpointsPlan.Endpoint> endpoints) {
        List<String> shown = new ArrayList<>();
        for (EndpointsPlan.Endpoint endpoint : endpoints.subList(0, Math.min(5, endpoints.size()))) {
            shown.add(endpoint.host() + ":" + endpoint.port() + (endpoint.terminating() ? " (terminating)" : ""));
        }
        int more = endpoints.size() - shown.size();
        return String.join(", ", shown) + (more > 0 ? " and " + more + " more" : "");
    }

    private static String target(BackendPlan.Target target) {
        if (target instanceof BackendPlan.Cluster cluster) {
            return cluster.key();
        }
        return target instanceof BackendPlan.Unresolvable unresolvable
                ? "(" + unresolvable.why().reason() + ")"
                : "";
    }

    private List<String> responseEdits() {
        List<String> words = new ArrayList<>();
        for (ResponseEdits.Edit edit : explanation.responseEdits()) {
            if (edit instanceof ResponseEdits.Edit.HeaderFilter filter) {
                FilterPlan.HeaderEdit headers = filter.edit();
                headers.set().forEach(header -> words.add("set " + header.name() + ": " + header.value()));
                headers.add().forEach(header -> words.add("add " + header.name() + ": " + header.value()));
                headers.remove().forEach(name -> words.add("remove " + name));
            } else {
                words.add("CORS headers");
            }
        }
        return words;
    }

    private static String percent(double percent) {
        return String.format(Locale.ROOT, "%5.1f%%", percent);
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static String pad(String text, int width) {
        return text.length() >= width ? text : text + " ".repeat(width - text.length());
    }

    private void line(String text) {
        out.append(text.stripTrailing()).append('\n');
    }
}
