package io.gatewright.app.explain;

import io.gatewright.app.explain.AskedRequest.Arrived;
import io.gatewright.app.explain.Explanation.Answered;
import io.gatewright.app.explain.Explanation.Copy;
import io.gatewright.app.explain.Explanation.End;
import io.gatewright.app.explain.Explanation.Forwarded;
import io.gatewright.app.explain.Explanation.NotConnected;
import io.gatewright.app.explain.Explanation.Share;
import io.gatewright.app.explain.Explanation.Upstream;
import io.gatewright.model.name.ObjectRef;
import io.gatewright.semantics.decide.Decision;
import io.gatewright.semantics.decide.Evaluator;
import io.gatewright.semantics.decide.LocalReply;
import io.gatewright.semantics.decide.MirrorCopy;
import io.gatewright.semantics.decide.ReplyReason;
import io.gatewright.semantics.edit.ResponseEdits;
import io.gatewright.semantics.match.Match;
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
import io.gatewright.semantics.trace.Trace;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Asks the evaluator on behalf of {@link Explanation}: once for the steps, and once more for the share of each backend. */
final class Explainer {
    private final Plan plan;
    private final AskedRequest request;
    private final Router router;
    private final RecordingTrace trace = new RecordingTrace();

    Explainer(Plan plan, AskedRequest request) {
        this.plan = plan;
        this.request = request;
        this.router = Router.of(plan);
    }

    Explanation explain() {
        AskedRequest.Read read = request.read();
        if (read instanceof AskedRequest.Unreadable unreadable) {
            return ended(0, new Answered(unreadable.reply()));
        }
        if (read instanceof AskedRequest.Connecting connecting) {
            return new StreamExplainer(plan, request, router).explain(connecting);
        }
        Arrived arrived = (Arrived) read;
        Router.Port port = router.port(arrived.port());
        if (port == null) {
            return ended(
                    arrived.port(),
                    new NotConnected("nothing listens: " + plan.gateway() + " declares "
                            + (Explanation.ports(plan, false).isEmpty()
                                    ? "no port"
                                    : "the ports " + Explanation.ports(plan, false))));
        }
        ListenerPlan.Protocol protocol = port.listeners().get(0).plan().protocol();
        if (protocol == ListenerPlan.Protocol.TCP) {
            return new StreamExplainer(plan, request, router)
                    .relayed(arrived.port(), port.listeners().get(0), null);
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
            return ended(arrived.port(), new NotConnected(StreamExplainer.noListener(port, arrived.serverName())));
        }
        if (selected != null && selected.plan().protocol() == ListenerPlan.Protocol.TLS) {
            return new StreamExplainer(plan, request, router).relayed(arrived.port(), selected, arrived.serverName());
        }
        if (selected != null && selected.plan().closed().isPresent()) {
            return ended(
                    arrived.port(),
                    new NotConnected("listener " + selected.key() + " is closed: "
                            + selected.plan().closed().get().message()));
        }
        return decide(port, selected, arrived);
    }

    private Explanation decide(Router.Port port, Router.@Nullable Listener selected, Arrived arrived) {
        // a fixed seed: the same question has the same answer; the shares tell of the others
        Decision decision = evaluate(port, selected, arrived, new SplittableRandom(1), trace);
        if (decision instanceof Decision.Forward forward) {
            return forwarded(port, selected, arrived, forward);
        }
        Decision.Reply reply = (Decision.Reply) decision;
        List<Share> shares =
                reply.match() == null ? List.of() : shares(reply.match().rule(), -1, new Way(port, selected));
        return explanation(arrived, new Answered(reply.reply()), reply.match(), shares, reply.response());
    }

    /** Where a request came in. */
    private record Way(Router.Port port, Router.@Nullable Listener selected) {}

    private static Decision evaluate(
            Router.Port port,
            Router.@Nullable Listener selected,
            Arrived arrived,
            RandomGenerator random,
            Trace trace) {
        Decision decision = Evaluator.decide(
                port, selected == null ? null : selected.key(), arrived.head(), arrived.out(), random, trace);
        while (decision instanceof Decision.Ask ask) {
            if (trace.on()) {
                trace.step(new Step(
                        Step.Kind.FILTER,
                        ask.filter().getClass().getSimpleName(),
                        Step.Verdict.TAKEN,
                        "asks another service; taken to allow the request"));
            }
            decision = ask.evaluation().resume();
        }
        return decision;
    }

    private Explanation forwarded(
            Router.Port port, Router.@Nullable Listener selected, Arrived arrived, Decision.Forward forward) {
        ClusterPlan cluster = cluster(forward.cluster());
        List<EndpointsPlan.Endpoint> endpoints = endpoints(cluster);
        LocalReply refusal = Evaluator.admit(cluster, endpoints.size());
        End end;
        if (refusal != null || cluster == null) {
            end = new Answered(refusal != null ? refusal : LocalReply.of(ReplyReason.INTERNAL_ERROR, "no cluster"));
        } else {
            end = new Forwarded(cluster, endpoints, upstream(arrived.out()), copies(forward.mirrors()));
        }
        List<Share> shares = shares(forward.rule(), forward.backendIndex(), new Way(port, selected));
        return explanation(arrived, end, forward.match(), shares, forward.response());
    }

    private List<Copy> copies(List<MirrorCopy> mirrors) {
        List<Copy> copies = new ArrayList<>();
        for (MirrorCopy mirror : mirrors) {
            ClusterPlan cluster = cluster(mirror.cluster());
            if (Evaluator.admit(cluster, endpoints(cluster).size()) == null) {
                copies.add(new Copy(mirror.cluster(), upstream((ExplainedHead) mirror.head())));
            }
        }
        return copies;
    }

    private static Upstream upstream(ExplainedHead head) {
        String target = head.query() == null ? head.path() : head.path() + "?" + head.query();
        return new Upstream(head.method(), head.host(), target, head.lines());
    }

    private @Nullable ClusterPlan cluster(String key) {
        return plan.entry(key).map(ClusterPlan.class::cast).orElse(null);
    }

    private List<EndpointsPlan.Endpoint> endpoints(@Nullable ClusterPlan cluster) {
        return Optional.ofNullable(cluster)
                .flatMap(known -> plan.entry(known.endpointsKey()))
                .map(EndpointsPlan.class::cast)
                .map(EndpointsPlan::endpoints)
                .orElse(List.of());
    }

    private Explanation explanation(
            Arrived arrived, End end, @Nullable Match match, List<Share> shares, ResponseEdits response) {
        RulePlan rule = match == null ? null : match.rule();
        return new Explanation(
                request,
                plan.gateway(),
                arrived.port(),
                trace.steps(),
                end,
                Optional.ofNullable(rule),
                shares,
                response.edits(),
                others(arrived, end));
    }

    /** No second evaluation: only what is there, for people to compare. */
    private List<RulePlan> others(Arrived arrived, End end) {
        if (!(end instanceof Answered answered) || answered.reply().reason() != ReplyReason.ROUTE_NOT_FOUND) {
            return List.of();
        }
        Router.Port port = router.port(arrived.port());
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

    private static boolean takes(RoutePlan.Host host, String name) {
        return host.effective().map(hostname -> hostname.matches(name)).orElse(true);
    }

    private Explanation ended(int port, End end) {
        return new Explanation(
                request, plan.gateway(), port, trace.steps(), end, Optional.empty(), List.of(), List.of(), List.of());
    }

    /** @param way how to find out what becomes of each share */
    private List<Share> shares(RulePlan rule, int chosen, Way way) {
        long total = rule.backends().stream().mapToLong(BackendPlan::weight).sum();
        long before = 0;
        List<Share> shares = new ArrayList<>();
        for (int i = 0; i < rule.backends().size(); i++) {
            BackendPlan backend = rule.backends().get(i);
            Share share = new Share(backend, 0, i == chosen, Optional.empty());
            if (backend.weight() > 0) {
                Certain certain = new Certain(before, total);
                share = new Share(backend, 100.0 * backend.weight() / total, i == chosen, answered(way, certain));
            }
            shares.add(share);
            before += backend.weight();
        }
        return shares;
    }

    /** The same request once more, made to fall to a certain backend. */
    private Optional<LocalReply> answered(Way way, Certain certain) {
        Arrived again = (Arrived) request.read();
        Decision decision = evaluate(way.port(), way.selected(), again, certain, Trace.NONE);
        if (decision instanceof Decision.Forward forward) {
            ClusterPlan cluster = cluster(forward.cluster());
            return Optional.ofNullable(
                    Evaluator.admit(cluster, endpoints(cluster).size()));
        }
        return Optional.of(((Decision.Reply) decision).reply());
    }

    /** Chance without chance: the weighted choice falls to the backend that begins after so much of the total weight. */
    private record Certain(long before, long total) implements RandomGenerator {
        @Override
        public long nextLong() {
            return 0;
        }

        @Override
        public long nextLong(long bound) {
            return before * bound / total;
        }
    }
}
