package io.gatewright.app.explain;

import io.gatewright.app.explain.Explanation.Closed;
import io.gatewright.app.explain.Explanation.End;
import io.gatewright.app.explain.Explanation.NotConnected;
import io.gatewright.app.explain.Explanation.Relayed;
import io.gatewright.app.explain.Explanation.Share;
import io.gatewright.model.name.Hostname;
import io.gatewright.semantics.decide.Evaluator;
import io.gatewright.semantics.decide.LocalReply;
import io.gatewright.semantics.decide.ReplyReason;
import io.gatewright.semantics.decide.StreamDecision;
import io.gatewright.semantics.decide.StreamEvaluator;
import io.gatewright.semantics.match.Router;
import io.gatewright.semantics.match.StreamTable;
import io.gatewright.semantics.pick.WeightedChoice;
import io.gatewright.semantics.plan.BackendPlan;
import io.gatewright.semantics.plan.ClusterPlan;
import io.gatewright.semantics.plan.EndpointsPlan;
import io.gatewright.semantics.plan.ListenerPlan;
import io.gatewright.semantics.plan.Plan;
import io.gatewright.semantics.plan.RulePlan;
import io.gatewright.semantics.trace.RecordingTrace;
import io.gatewright.semantics.trace.Trace;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Asks the evaluator of connections below HTTP: once for the steps, and once more for the share of each backend. */
final class StreamExplainer {
    private final Plan plan;
    private final AskedRequest request;
    private final Router router;
    private final RecordingTrace trace = new RecordingTrace();

    StreamExplainer(Plan plan, AskedRequest request, Router router) {
        this.plan = plan;
        this.request = request;
        this.router = router;
    }

    /** A question that names no HTTP at all: {@code tls}, {@code tcp} or {@code udp}. */
    Explanation explain(AskedRequest.Connecting asked) {
        boolean udp = asked.scheme() == AskedRequest.Scheme.UDP;
        Router.Port port = udp ? router.udpPort(asked.port()) : router.port(asked.port());
        if (port == null) {
            return ended(asked.port(), new NotConnected(nothingListens(udp)));
        }
        ListenerPlan.Protocol protocol = port.listeners().get(0).plan().protocol();
        if (protocol == ListenerPlan.Protocol.HTTP) {
            return ended(asked.port(), new NotConnected("port " + port.number() + " speaks HTTP: ask for `http`"));
        }
        if (protocol == ListenerPlan.Protocol.TCP || udp) {
            return relayed(port.number(), port.listeners().get(0), null);
        }
        if (asked.scheme() == AskedRequest.Scheme.TCP) {
            return ended(asked.port(), new NotConnected("port " + port.number() + " expects TLS: ask for `tls`"));
        }
        String name = asked.serverName();
        Router.Listener selected = port.listener(name == null ? "" : name);
        if (selected == null) {
            return ended(asked.port(), new NotConnected(noListener(port, name)));
        }
        if (selected.plan().protocol() == ListenerPlan.Protocol.HTTPS) {
            return ended(
                    asked.port(),
                    selected.plan()
                            .closed()
                            .<End>map(why -> new Closed(
                                    ReplyReason.LISTENER_CLOSED,
                                    "listener " + selected.key() + " is closed: " + why.message()))
                            .orElseGet(() -> new NotConnected(
                                    "listener " + selected.key() + " ends TLS and speaks HTTP: ask for `https`")));
        }
        return relayed(port.number(), selected, name);
    }

    private String nothingListens(boolean udp) {
        TreeSet<Integer> ports = Explanation.ports(plan, udp);
        return "nothing listens: " + plan.gateway() + " declares "
                + (ports.isEmpty() ? "no port" : "the ports " + ports) + (udp ? " for UDP" : "");
    }

    static String noListener(Router.Port port, @Nullable String name) {
        return (name == null ? "no listener without server name" : "no listener for the server name `" + name + "`")
                + ": there is "
                + port.listeners().stream()
                        .map(listener -> "`"
                                + listener.plan().hostname().map(Hostname::text).orElse("*") + "`")
                        .collect(Collectors.joining(", "));
    }

    /** What becomes of a connection that this listener takes. */
    Explanation relayed(int port, Router.Listener listener, @Nullable String serverName) {
        StreamDecision decision = StreamEvaluator.decide(listener, serverName, rule -> 0, trace);
        RulePlan rule = decision.rule();
        List<Share> shares = rule == null ? List.of() : shares(listener, serverName, rule, decision);
        return new Explanation(
                request,
                plan.gateway(),
                port,
                trace.steps(),
                end(listener, decision),
                Optional.ofNullable(rule),
                shares,
                List.of(),
                rule == null ? others(listener) : List.of());
    }

    private End end(Router.Listener listener, StreamDecision decision) {
        LocalReply refusal = refusal(decision);
        ClusterPlan cluster = cluster(decision);
        return refusal != null || cluster == null
                ? new Closed(
                        refusal == null ? ReplyReason.INTERNAL_ERROR : refusal.reason(),
                        refusal == null ? "no cluster" : refusal.message())
                : new Relayed(listener.plan(), cluster, endpoints(cluster));
    }

    /** Null if the connection is relayed. */
    private @Nullable LocalReply refusal(StreamDecision decision) {
        if (decision instanceof StreamDecision.Refuse refuse) {
            return LocalReply.of(refuse.reason(), refuse.message());
        }
        ClusterPlan cluster = cluster(decision);
        return Evaluator.admit(cluster, endpoints(cluster).size());
    }

    private @Nullable ClusterPlan cluster(StreamDecision decision) {
        return decision instanceof StreamDecision.Relay relay
                ? plan.entry(relay.cluster()).map(ClusterPlan.class::cast).orElse(null)
                : null;
    }

    private List<EndpointsPlan.Endpoint> endpoints(@Nullable ClusterPlan cluster) {
        return Optional.ofNullable(cluster)
                .flatMap(known -> plan.entry(known.endpointsKey()))
                .map(EndpointsPlan.class::cast)
                .map(EndpointsPlan::endpoints)
                .orElse(List.of());
    }

    private List<Share> shares(
            Router.Listener listener, @Nullable String serverName, RulePlan rule, StreamDecision decision) {
        WeightedChoice choice = WeightedChoice.of(
                rule.backends().stream().map(BackendPlan::weight).toList());
        int chosen = choice.bySequence(0);
        long total = rule.backends().stream().mapToLong(BackendPlan::weight).sum();
        List<Share> shares = new ArrayList<>();
        for (int i = 0; i < rule.backends().size(); i++) {
            BackendPlan backend = rule.backends().get(i);
            Optional<LocalReply> refused = Optional.empty();
            if (backend.weight() > 0) {
                long turn = turn(choice, i);
                refused = Optional.ofNullable(
                        refusal(StreamEvaluator.decide(listener, serverName, any -> turn, Trace.NONE)));
            }
            double percent = total == 0 ? 0 : 100.0 * backend.weight() / total;
            boolean here = i == chosen
                    && !(decision instanceof StreamDecision.Refuse refuse
                            && refuse.reason() == ReplyReason.RULE_REFUSED);
            shares.add(new Share(backend, percent, here, refused));
        }
        return shares;
    }

    /** A connection that falls to this backend. */
    private static long turn(WeightedChoice choice, int index) {
        long turn = 0;
        while (choice.bySequence(turn) != index) {
            turn++;
        }
        return turn;
    }

    private static List<RulePlan> others(Router.Listener listener) {
        Set<RulePlan> rules = new LinkedHashSet<>();
        for (StreamTable.Entry entry : listener.streams().entries()) {
            rules.add(entry.rule());
        }
        return List.copyOf(rules);
    }

    private Explanation ended(int port, End end) {
        return new Explanation(
                request, plan.gateway(), port, trace.steps(), end, Optional.empty(), List.of(), List.of(), List.of());
    }
}
