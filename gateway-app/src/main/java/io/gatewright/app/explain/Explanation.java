package io.gatewright.app.explain;

import io.gatewright.app.explain.AskedRequest.Arrived;
import io.gatewright.app.explain.AskedRequest.HeaderLine;
import io.gatewright.model.name.Hostname;
import io.gatewright.model.name.ObjectRef;
import io.gatewright.semantics.decide.Decision;
import io.gatewright.semantics.decide.Evaluator;
import io.gatewright.semantics.decide.LocalReply;
import io.gatewright.semantics.decide.MirrorCopy;
import io.gatewright.semantics.decide.ReplyReason;
import io.gatewright.semantics.edit.ResponseEdits;
import io.gatewright.semantics.match.Match;
import io.gatewright.semantics.match.Parsed;
import io.gatewright.semantics.match.Router;
import io.gatewright.semantics.plan.BackendPlan;
import io.gatewright.semantics.plan.ClusterPlan;
import io.gatewright.semantics.plan.EndpointsPlan;
import io.gatewright.semantics.plan.ListenerPlan;
import io.gatewright.semantics.plan.Plan;
import io.gatewright.semantics.plan.RoutePlan;
import io.gatewright.semantics.plan.RulePlan;
import io.gatewright.semantics.trace.RecordingTrace;
import io.gatewright.semantics.trace.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of one request, and why: the steps of the gateway's own evaluator and their end.
 *
 * @param request as asked
 * @param gateway whose plan was asked
 * @param port of the listener
 * @param steps in order, those that were skipped too
 * @param end what happens in the end
 * @param rule the rule that decided, if it came to one
 * @param shares the backends of that rule and how requests are divided among them
 * @param responseEdits changes of the answer, in order
 * @param others if nothing took the request: the rules that the listener has for this host, in the order of the plan
 */
public record Explanation(
        AskedRequest request,
        ObjectRef gateway,
        int port,
        List<Step> steps,
        End end,
        Optional<RulePlan> rule,
        List<Share> shares,
        List<ResponseEdits.Edit> responseEdits,
        List<RulePlan> others) {

    public Explanation {
        others = List.copyOf(others);
        steps = List.copyOf(steps);
        shares = List.copyOf(shares);
        responseEdits = List.copyOf(responseEdits);
    }

    /** What happens in the end. */
    public sealed interface End {}

    /** The gateway answers itself. */
    public record Answered(LocalReply reply) implements End {}

    /** The connection is refused before there is a request. */
    public record NotConnected(String why) implements End {}

    /** The connection is relayed without a look at the request. */
    public record Relayed(String why) implements End {}

    /**
     * The request goes to a backend.
     *
     * @param cluster what is spoken, with or without TLS
     * @param endpoints one of which gets it
     * @param upstream the request as the backend gets it, besides {@code Forwarded} and hop-by-hop headers
     * @param mirrors where copies go
     */
    public record Forwarded(
            ClusterPlan cluster, List<EndpointsPlan.Endpoint> endpoints, Upstream upstream, List<String> mirrors)
            implements End {}

    /** A request to a backend. */
    public record Upstream(String method, String host, String target, List<HeaderLine> headers) {}

    /**
     * One backend of the rule.
     *
     * @param chosen in this run; another request may fall to another one
     */
    public record Share(BackendPlan backend, double percent, boolean chosen) {}

    /** Explains a request on a plan. */
    public static Explanation of(Plan plan, AskedRequest request) {
        return new Run(plan, request).explain();
    }

    /** The TCP ports that a plan's listeners declare. */
    public static TreeSet<Integer> ports(Plan plan) {
        TreeSet<Integer> ports = new TreeSet<>();
        for (ListenerPlan listener : plan.listeners()) {
            if (listener.protocol() != ListenerPlan.Protocol.UDP) {
                ports.add(listener.port());
            }
        }
        return ports;
    }

    /** One evaluation in the making. */
    private static final class Run {
        private final Plan plan;
        private final AskedRequest request;
        private final RecordingTrace trace = new RecordingTrace();

        Run(Plan plan, AskedRequest request) {
            this.plan = plan;
            this.request = request;
        }

        Explanation explain() {
            Parsed<Arrived> parsed = request.arrive();
            Arrived arrived = parsed.orNull();
            if (arrived == null) {
                return ended(0, new Answered(LocalReply.of(ReplyReason.BAD_REQUEST, String.valueOf(parsed.refusal()))));
            }
            Router.Port port = Router.of(plan).port(arrived.port());
            if (port == null) {
                return ended(
                        arrived.port(),
                        new NotConnected("nothing listens: " + plan.gateway() + " declares "
                                + (ports(plan).isEmpty() ? "no port" : "the ports " + ports(plan))));
            }
            ListenerPlan.Protocol protocol = port.listeners().get(0).plan().protocol();
            if (protocol == ListenerPlan.Protocol.TCP) {
                return relayed(
                        arrived,
                        port.listeners().get(0),
                        "the listener's protocol is TCP: bytes are relayed as they come");
            }
            boolean wantsTls = protocol != ListenerPlan.Protocol.HTTP;
            if (wantsTls != arrived.tls()) {
                return ended(
                        arrived.port(),
                        new NotConnected(
                                wantsTls
                                        ? "port " + arrived.port() + " expects TLS: ask for `https`"
                                        : "port " + arrived.port() + " speaks clear text: ask for `http`"));
            }
            Router.Listener selected = arrived.tls() ? port.listener(arrived.serverName()) : null;
            if (arrived.tls() && selected == null) {
                return ended(
                        arrived.port(),
                        new NotConnected("no listener for the server name `" + arrived.serverName() + "`: there is "
                                + hostnames(port)));
            }
            if (selected != null && selected.plan().protocol() == ListenerPlan.Protocol.TLS) {
                return relayed(
                        arrived, selected, "listener " + selected.key() + " relays the connection by its server name");
            }
            return decide(port, selected, arrived);
        }

        private static String hostnames(Router.Port port) {
            return port.listeners().stream()
                    .map(listener ->
                            "`" + listener.plan().hostname().map(Hostname::text).orElse("*") + "`")
                    .collect(Collectors.joining(", "));
        }

        private Explanation decide(Router.Port port, Router.@Nullable Listener selected, Arrived arrived) {
            ExplainedHead out = arrived.out();
            // a fixed seed: the same question has the same answer; the shares tell of the others
            Decision decision = Evaluator.decide(
                    port,
                    selected == null ? null : selected.key(),
                    arrived.head(),
                    out,
                    new SplittableRandom(1),
                    trace);
            while (decision instanceof Decision.Ask ask) {
                trace.step(new Step(
                        Step.Kind.FILTER,
                        ask.filter().getClass().getSimpleName(),
                        Step.Verdict.TAKEN,
                        "asks another service; taken to allow the request"));
                decision = ask.evaluation().resume();
            }
            if (decision instanceof Decision.Forward forward) {
                return forwarded(arrived, out, forward);
            }
            Decision.Reply reply = (Decision.Reply) decision;
            return explanation(arrived, new Answered(reply.reply()), reply.match(), -1, reply.response());
        }

        private Explanation forwarded(Arrived arrived, ExplainedHead out, Decision.Forward forward) {
            ClusterPlan cluster =
                    plan.entry(forward.cluster()).map(ClusterPlan.class::cast).orElse(null);
            List<EndpointsPlan.Endpoint> endpoints = cluster == null
                    ? List.of()
                    : plan.entry(cluster.endpointsKey())
                            .map(EndpointsPlan.class::cast)
                            .map(EndpointsPlan::endpoints)
                            .orElse(List.of());
            LocalReply refusal = Evaluator.admit(cluster, endpoints.size());
            End end;
            if (refusal != null || cluster == null) {
                end = new Answered(refusal != null ? refusal : LocalReply.of(ReplyReason.INTERNAL_ERROR, "no cluster"));
            } else {
                String target = out.query() == null ? out.path() : out.path() + "?" + out.query();
                end = new Forwarded(
                        cluster,
                        endpoints,
                        new Upstream(out.method(), out.host(), target, out.lines()),
                        forward.mirrors().stream().map(MirrorCopy::cluster).toList());
            }
            return explanation(arrived, end, forward.match(), forward.backendIndex(), forward.response());
        }

        private Explanation explanation(
                Arrived arrived, End end, @Nullable Match match, int chosen, ResponseEdits response) {
            RulePlan rule = match == null ? null : match.rule();
            return new Explanation(
                    request,
                    plan.gateway(),
                    arrived.port(),
                    trace.steps(),
                    end,
                    Optional.ofNullable(rule),
                    rule == null ? List.of() : shares(rule, chosen),
                    response.edits(),
                    others(arrived, end));
        }

        /** No second evaluation: only what is there, for people to compare. */
        private List<RulePlan> others(Arrived arrived, End end) {
            if (!(end instanceof Answered answered) || answered.reply().reason() != ReplyReason.ROUTE_NOT_FOUND) {
                return List.of();
            }
            Router.Port port = Router.of(plan).port(arrived.port());
            Router.Listener listener =
                    port == null ? null : port.listener(arrived.head().host());
            return listener == null ? List.of() : rules(listener, arrived.head().host());
        }

        /** The rules that a listener has for a host. */
        private List<RulePlan> rules(Router.Listener listener, String name) {
            Set<ObjectRef> routes = new TreeSet<>();
            for (RoutePlan route : plan.routes()) {
                for (RoutePlan.Binding binding : route.bindings()) {
                    if (binding.listener().equals(listener.key())
                            && binding.hosts().stream().anyMatch(host -> takes(host, name))) {
                        routes.add(route.route());
                    }
                }
            }
            return plan.rules().stream()
                    .filter(rule -> routes.contains(rule.route()))
                    .toList();
        }

        private Explanation relayed(Arrived arrived, Router.Listener listener, String why) {
            List<RulePlan> rules = rules(listener, arrived.serverName());
            boolean one = rules.size() == 1;
            return new Explanation(
                    request,
                    plan.gateway(),
                    arrived.port(),
                    trace.steps(),
                    new Relayed(rules.isEmpty() ? why + ", and no route takes it" : why),
                    one ? Optional.of(rules.get(0)) : Optional.empty(),
                    one ? shares(rules.get(0), -1) : List.of(),
                    List.of(),
                    one ? List.of() : rules);
        }

        private static boolean takes(RoutePlan.Host host, String name) {
            return host.effective().map(hostname -> hostname.matches(name)).orElse(true);
        }

        private Explanation ended(int port, End end) {
            return new Explanation(
                    request,
                    plan.gateway(),
                    port,
                    trace.steps(),
                    end,
                    Optional.empty(),
                    List.of(),
                    List.of(),
                    List.of());
        }

        private static List<Share> shares(RulePlan rule, int chosen) {
            long total = rule.backends().stream().mapToLong(BackendPlan::weight).sum();
            List<Share> shares = new ArrayList<>();
            for (int i = 0; i < rule.backends().size(); i++) {
                BackendPlan backend = rule.backends().get(i);
                shares.add(new Share(backend, total == 0 ? 0 : 100.0 * backend.weight() / total, i == chosen));
            }
            return shares;
        }
    }
}
