package io.gatewright.conformance.engine;

import io.gatewright.conformance.kit.Answer;
import io.gatewright.conformance.kit.Applied;
import io.gatewright.conformance.kit.GrpcStatus;
import io.gatewright.conformance.kit.Row;
import io.gatewright.semantics.decide.Decision;
import io.gatewright.semantics.decide.Evaluator;
import io.gatewright.semantics.decide.LocalReply;
import io.gatewright.semantics.decide.MirrorCopy;
import io.gatewright.semantics.decide.ReplyReason;
import io.gatewright.semantics.listener.ListenerKey;
import io.gatewright.semantics.match.Authority;
import io.gatewright.semantics.match.Match;
import io.gatewright.semantics.match.RequestHead;
import io.gatewright.semantics.match.RequestTarget;
import io.gatewright.semantics.match.Router;
import io.gatewright.semantics.plan.ClusterPlan;
import io.gatewright.semantics.plan.EndpointsPlan;
import io.gatewright.semantics.plan.Plan;
import io.gatewright.semantics.trace.Step;
import io.gatewright.semantics.trace.Trace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Asks the product's evaluator what a data plane would ask it, and tells the outcome as an answer. */
final class CompiledRouter {
    private final @Nullable Plan plan;
    private final Router.@Nullable Port port;
    private final Applied.Asked asked;

    CompiledRouter(List<Plan> plans, Applied.Asked asked) {
        this.asked = asked;
        this.plan = plans.stream()
                .filter(one -> one.gateway().namespace().equals(asked.namespace())
                        && one.gateway().name().equals(asked.gateway()))
                .findFirst()
                .orElse(null);
        this.port = plan == null ? null : Router.of(plan).port(asked.port());
    }

    Answer ask(Row row, RandomGenerator random, Trace trace) {
        if (port == null
                || port.listeners().stream()
                        .noneMatch(one -> one.plan().protocol().http())) {
            return Answer.refused("nothing listens on port " + asked.port());
        }
        String sent = row.authority().orElse("");
        ListenerKey tlsListener = null;
        if (asked.secure()) {
            String name = row.sni().orElse(sent.replaceFirst(":[0-9]*$", "")).toLowerCase(Locale.ROOT);
            Router.Listener selected = port.listener(name.equals("none") ? "" : name);
            if (selected == null || selected.plan().closed().isPresent()) {
                return Answer.refused("no listener for server name " + name);
            }
            tlsListener = selected.key();
        }
        boolean grpc = row.verb() == Row.Verb.GRPC;
        String method = grpc ? "POST" : row.method();
        RequestTarget target = RequestTarget.parse(method, row.path()).orNull();
        if (target == null) {
            return reply(grpc, LocalReply.of(ReplyReason.BAD_PATH, "bad path"), null, Map.of());
        }
        Authority authority = Authority.parse(sent).orNull();
        if (authority == null) {
            return reply(grpc, LocalReply.of(ReplyReason.BAD_HOST, "bad host"), null, Map.of());
        }
        Map<String, List<String>> headers = new LinkedHashMap<>(row.headers());
        if (grpc) {
            headers.put("content-type", List.of("application/grpc"));
        }
        MapHead out = new MapHead(method, sent, target.path(), target.query(), headers);
        RequestHead head = new RequestHead(
                method,
                asked.secure() ? "https" : "http",
                authority.host(),
                sent,
                target.path(),
                target.query(),
                new MapHead(method, sent, target.path(), target.query(), headers));
        return answer(grpc, Evaluator.decide(port, tlsListener, head, out, random, trace), out);
    }

    private Answer answer(boolean grpc, Decision decision, MapHead out) {
        if (decision instanceof Decision.Reply reply) {
            MapHead response = new MapHead("", "", "", null, Map.of());
            reply.reply().headers().forEach(header -> response.set(header.name(), header.value()));
            reply.response().applyToLocalReply(response);
            return reply(grpc, reply.reply(), reply.match(), response.map());
        }
        if (!(decision instanceof Decision.Forward forward)) {
            throw new AssertionError("a filter with I/O cannot be asked without sockets: " + decision);
        }
        MapHead response = new MapHead("", "", "", null, Map.of());
        forward.response().apply(response);
        ClusterPlan cluster = cluster(forward.cluster());
        LocalReply refused = Evaluator.admit(cluster, endpoints(cluster));
        if (refused != null || cluster == null) {
            return reply(grpc, java.util.Objects.requireNonNull(refused), forward.match(), response.map());
        }
        return new Answer(
                false,
                200,
                Optional.empty(),
                grpc ? Optional.of("OK") : Optional.empty(),
                response.map(),
                "",
                Optional.of(Answer.Seen.of(service(cluster), out.method(), out.target(), out.host(), out.map())),
                copies(forward.mirrors()),
                Optional.of(rule(forward.match())),
                List.of(),
                Duration.ZERO,
                "");
    }

    private List<Answer.Seen> copies(List<MirrorCopy> mirrors) {
        List<Answer.Seen> copies = new ArrayList<>();
        for (MirrorCopy mirror : mirrors) {
            ClusterPlan cluster = cluster(mirror.cluster());
            if (cluster != null && Evaluator.admit(cluster, endpoints(cluster)) == null) {
                MapHead head = (MapHead) mirror.head();
                copies.add(Answer.Seen.of(service(cluster), head.method(), head.target(), head.host(), head.map()));
            }
        }
        return copies;
    }

    private @Nullable ClusterPlan cluster(String key) {
        return plan == null ? null : (ClusterPlan) plan.entries().get(key);
    }

    private int endpoints(@Nullable ClusterPlan cluster) {
        if (plan == null || cluster == null) {
            return 0;
        }
        EndpointsPlan endpoints = (EndpointsPlan) plan.entries().get(cluster.endpointsKey());
        return endpoints == null ? 0 : endpoints.endpoints().size();
    }

    private static String service(ClusterPlan cluster) {
        return cluster.backend().namespace() + "/" + cluster.backend().name();
    }

    private static String rule(Match match) {
        return match.rule().route().kind() + " " + match.rule().route().namespace() + "/"
                + match.rule().route().name() + "/" + match.rule().index();
    }

    static Answer reply(boolean grpc, LocalReply reply, @Nullable Match match, Map<String, List<String>> headers) {
        boolean asGrpc = grpc && reply.reason() != ReplyReason.REDIRECT;
        return new Answer(
                false,
                asGrpc ? 200 : reply.status(),
                Optional.of(reply.reason().code()),
                asGrpc ? Optional.of(GrpcStatus.name(reply.grpcStatus())) : Optional.empty(),
                headers,
                "",
                Optional.empty(),
                List.of(),
                match == null ? Optional.empty() : Optional.of(rule(match)),
                List.of(),
                Duration.ZERO,
                reply.message());
    }

    /** What the end of a trace says other than the decision; empty if they agree. */
    static Optional<String> disagreement(Answer answer, List<Step> steps) {
        if (answer.refused()
                || answer.reason().filter(code -> code.startsWith("bad_")).isPresent()) {
            return Optional.empty();
        }
        if (steps.isEmpty()) {
            return Optional.of("the trace is empty");
        }
        Step last = steps.get(steps.size() - 1);
        boolean decided = answer.seen().isPresent()
                || answer.reason()
                        .filter(code -> code.equals("no_endpoint") || code.equals("backend_closed"))
                        .isPresent();
        if (!decided) {
            return last.kind() == Step.Kind.REPLY && answer.reason().equals(Optional.of(last.subject()))
                    ? Optional.empty()
                    : Optional.of("the trace ends with `" + last + "`");
        }
        boolean backend = steps.stream()
                .anyMatch(step -> step.kind() == Step.Kind.BACKEND && step.verdict() == Step.Verdict.TAKEN);
        return backend && last.kind() != Step.Kind.REPLY
                ? Optional.empty()
                : Optional.of("the trace names no backend, or ends with a reply");
    }
}
