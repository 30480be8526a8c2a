package io.gatewright.semantics.decide;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.gatewright.model.name.Hostname;
import io.gatewright.model.name.ObjectRef;
import io.gatewright.semantics.listener.ListenerKey;
import io.gatewright.semantics.match.Router;
import io.gatewright.semantics.plan.BackendPlan;
import io.gatewright.semantics.plan.ListenerPlan;
import io.gatewright.semantics.plan.Plan;
import io.gatewright.semantics.plan.PlanEntry;
import io.gatewright.semantics.plan.Refusal;
import io.gatewright.semantics.plan.RouteKind;
import io.gatewright.semantics.plan.RoutePlan;
import io.gatewright.semantics.plan.RulePlan;
import io.gatewright.semantics.trace.RecordingTrace;
import io.gatewright.semantics.trace.Step;
import io.gatewright.semantics.trace.Trace;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StreamEvaluatorTest {
    private static final ObjectRef GATEWAY = new ObjectRef("gateway.networking.k8s.io", "Gateway", "default", "gw");
    private static final ListenerKey KEY = new ListenerKey(GATEWAY, "tls");

    private final List<PlanEntry> entries = new ArrayList<>();
    private Optional<Refusal> closed = Optional.empty();

    private void route(
            String name, long age, Optional<Refusal> refusal, @Nullable String host, BackendPlan... backends) {
        ObjectRef ref = new ObjectRef("gateway.networking.k8s.io", "TLSRoute", "default", name);
        Optional<Hostname> hostname = Optional.ofNullable(host).map(Hostname::of);
        entries.add(new RoutePlan(
                ref,
                RouteKind.TLS,
                Instant.ofEpochSecond(age),
                List.of(new RoutePlan.Binding(KEY, List.of(new RoutePlan.Host(hostname, hostname))))));
        entries.add(new RulePlan(
                ref,
                0,
                Optional.empty(),
                List.of(),
                List.of(),
                List.of(backends),
                RulePlan.Timeouts.NONE,
                Optional.empty(),
                Optional.empty(),
                refusal));
    }

    private static BackendPlan to(int weight, String cluster) {
        return new BackendPlan(weight, new BackendPlan.Cluster(cluster), List.of());
    }

    private static BackendPlan nowhere(int weight) {
        return new BackendPlan(
                weight, new BackendPlan.Unresolvable(new Refusal("BackendNotFound", "not found")), List.of());
    }

    private StreamDecision decide(@Nullable String serverName, long turn, Trace trace) {
        List<PlanEntry> all = new ArrayList<>(entries);
        all.add(new ListenerPlan(
                KEY,
                443,
                ListenerPlan.Protocol.TLS,
                Optional.empty(),
                Optional.of(new ListenerPlan.Tls(false, List.of(), Optional.empty(), Map.of())),
                closed));
        Router.Listener listener = Router.of(Plan.of(GATEWAY, all)).listener(KEY);
        return StreamEvaluator.decide(listener, serverName, rule -> turn, trace);
    }

    private ReplyReason refused(@Nullable String serverName) {
        return assertInstanceOf(StreamDecision.Refuse.class, decide(serverName, 0, Trace.NONE))
                .reason();
    }

    @Test
    void shares_are_exact_over_a_full_cycle_and_what_cannot_be_resolved_keeps_its_own() {
        route("r", 1, Optional.empty(), null, to(3, "a"), nowhere(1), to(0, "b"), to(2, "c"));
        Map<String, Integer> counts = new TreeMap<>();
        for (int turn = 0; turn < 6; turn++) {
            String end =
                    decide(null, turn, Trace.NONE) instanceof StreamDecision.Relay relay ? relay.cluster() : "none";
            counts.merge(end, 1, Integer::sum);
        }
        assertEquals(Map.of("a", 3, "none", 1, "c", 2), counts);
    }

    @Test
    void each_refusal_has_its_reason() {
        assertEquals(ReplyReason.ROUTE_NOT_FOUND, refused("a.example.com"));
        route("nothing", 1, Optional.empty(), "nothing.example.com");
        route("refused", 1, Optional.of(new Refusal("R", "why")), "refused.example.com", to(1, "a"));
        route("lost", 1, Optional.empty(), "lost.example.com", nowhere(1));
        assertEquals(ReplyReason.NO_BACKEND, refused("nothing.example.com"));
        assertEquals(ReplyReason.RULE_REFUSED, refused("refused.example.com"));
        assertEquals(ReplyReason.BACKEND_UNRESOLVED, refused("lost.example.com"));
        assertEquals(ReplyReason.ROUTE_NOT_FOUND, refused(null));
        closed = Optional.of(new Refusal("R", "why"));
        assertEquals(ReplyReason.LISTENER_CLOSED, refused("lost.example.com"));
        assertNull(decide("lost.example.com", 0, Trace.NONE).rule());
    }

    @Test
    void a_trace_names_winner_and_losers_and_changes_nothing() {
        route("wild", 1, Optional.empty(), "*.example.com", to(1, "w"));
        route("a-young", 3, Optional.empty(), "a.example.com", to(1, "y"));
        route("b-old", 2, Optional.empty(), "a.example.com", to(1, "o"));
        for (String name : List.of("a.example.com", "b.example.com", "example.org")) {
            RecordingTrace trace = new RecordingTrace();
            assertEquals(decide(name, 0, Trace.NONE), decide(name, 0, trace), name);
        }
        RecordingTrace trace = new RecordingTrace();
        decide("a.example.com", 0, trace);
        assertEquals(
                List.of(
                        "TLSRoute default/b-old TAKEN the first of 2",
                        "TLSRoute default/a-young SKIPPED only one route serves, and TLSRoute default/b-old is older"),
                candidates(trace)
                        .map(step -> step.subject() + " " + step.verdict() + " " + step.sentence())
                        .toList());
        trace = new RecordingTrace();
        decide("example.org", 0, trace);
        assertEquals(0, candidates(trace).count());
        assertEquals(
                Step.Kind.REPLY, trace.steps().get(trace.steps().size() - 1).kind());
        assertEquals(
                List.of("a.example.com", "*.example.com"),
                trace.steps().stream()
                        .filter(step -> step.kind() == Step.Kind.HOST)
                        .map(Step::subject)
                        .toList());
    }

    private static Stream<Step> candidates(RecordingTrace trace) {
        return trace.steps().stream().filter(step -> step.kind() == Step.Kind.CANDIDATE);
    }
}
