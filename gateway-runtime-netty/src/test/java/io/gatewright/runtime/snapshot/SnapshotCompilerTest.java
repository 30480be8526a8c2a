package io.gatewright.runtime.snapshot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatewright.model.name.Hostname;
import io.gatewright.model.name.ObjectRef;
import io.gatewright.runtime.Certs;
import io.gatewright.runtime.Edge;
import io.gatewright.runtime.tls.TlsEngine;
import io.gatewright.semantics.match.Router;
import io.gatewright.semantics.match.StreamTable;
import io.gatewright.semantics.plan.Ack;
import io.gatewright.semantics.plan.CertificatePlan;
import io.gatewright.semantics.plan.ClusterPlan;
import io.gatewright.semantics.plan.EndpointsPlan;
import io.gatewright.semantics.plan.ListenerPlan;
import io.gatewright.semantics.plan.Plan;
import io.gatewright.semantics.plan.PlanDiff;
import io.gatewright.semantics.plan.PlanEntry;
import io.gatewright.semantics.plan.RouteKind;
import io.gatewright.semantics.plan.RoutePlan;
import io.gatewright.semantics.plan.RulePlan;
import io.gatewright.semantics.plan.TrustPlan;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SnapshotCompilerTest {
    private static final CertificatePlan CERT = Certs.plan("c", Certs.ONE.server("a.example.com"));
    private static final TrustPlan TRUST = Certs.ONE.trust("ca");
    private static final ClusterPlan SECURE = cluster("secure", Optional.of(TRUST));
    private static final ClusterPlan PLAIN = cluster("plain", Optional.empty());

    private final SnapshotCompiler compiler = new SnapshotCompiler(TlsEngine.JDK);
    private Snapshot last = Snapshot.empty(Edge.GATEWAY);

    private static ClusterPlan cluster(String name, Optional<TrustPlan> trust) {
        return new ClusterPlan(
                new ObjectRef("", "Service", "default", name),
                80,
                ClusterPlan.Protocol.HTTP1,
                trust.map(t ->
                        new ClusterPlan.Tls("a.example.com", List.of(t.key()), List.of(), Optional.empty(), Map.of())),
                Optional.empty(),
                Optional.empty());
    }

    private static EndpointsPlan endpoints(ClusterPlan cluster, String... hosts) {
        List<EndpointsPlan.Endpoint> all = new ArrayList<>();
        for (String host : hosts) {
            all.add(new EndpointsPlan.Endpoint(host, 8080, false));
        }
        return new EndpointsPlan(cluster.backend(), cluster.port(), all);
    }

    private Snapshot compile(PlanEntry... entries) {
        Plan plan = Plan.of(Edge.GATEWAY, List.of(entries));
        last = compiler.compile(plan, PlanDiff.between(last.plan(), plan, last.version() + 1), last);
        return last;
    }

    @Test
    void a_change_of_endpoints_leaves_everything_else_the_same_object() {
        ListenerPlan listener = Edge.https("one", 443, null, CERT);
        Snapshot before = compile(CERT, TRUST, listener, SECURE, PLAIN, endpoints(SECURE, "10.0.0.1"));
        Snapshot after = compile(
                CERT, TRUST, listener, SECURE, PLAIN, endpoints(SECURE, "10.0.0.2"), endpoints(PLAIN, "10.0.0.3"));
        assertSame(before.tables(), after.tables());
        assertSame(before.router(), after.router());
        Cluster secure = after.cluster(SECURE.key());
        assertEquals("10.0.0.2", secure.endpoints().get(0).host());
        assertNotNull(secure.tls());
        assertSame(before.cluster(SECURE.key()).tls(), secure.tls());
        assertEquals("10.0.0.3", after.cluster(PLAIN.key()).endpoints().get(0).host());
        Snapshot gone = compile(CERT, TRUST, listener, SECURE, PLAIN, endpoints(PLAIN, "10.0.0.3"));
        assertEquals(List.of(), gone.cluster(SECURE.key()).endpoints());
        assertSame(after.cluster(PLAIN.key()), gone.cluster(PLAIN.key()));
    }

    /** Over random steps between sets of entries: what is made from the snapshot before is what is made from nothing. */
    @Test
    void a_snapshot_that_follows_the_change_equals_a_fresh_one() {
        SplittableRandom random = new SplittableRandom(7);
        ClusterPlan nowPlain = cluster("secure", Optional.empty());
        ClusterPlan nowSecure = cluster("plain", Optional.of(TRUST));
        List<PlanEntry> choices = List.of(
                CERT,
                TRUST,
                Edge.https("one", 443, "a.example.com", CERT),
                Edge.https("two", 443, null, CERT),
                SECURE,
                nowPlain,
                PLAIN,
                nowSecure,
                endpoints(SECURE, "10.0.0.1"),
                endpoints(SECURE, "10.0.0.2"),
                endpoints(PLAIN, "10.0.0.3"),
                route("one", 1, "a.example.com", "a.example.com"),
                rule("one"));
        Map<String, PlanEntry> chosen = new TreeMap<>();
        for (int step = 0; step < 120; step++) {
            for (int edits = 1 + random.nextInt(3); edits > 0; edits--) {
                PlanEntry choice = choices.get(random.nextInt(choices.size()));
                if (random.nextInt(3) == 0) {
                    chosen.remove(choice.key());
                } else {
                    chosen.put(choice.key(), choice);
                }
            }
            Snapshot next = compile(chosen.values().toArray(PlanEntry[]::new));
            Snapshot empty = Snapshot.empty(Edge.GATEWAY);
            Snapshot fresh = compiler.compile(next.plan(), PlanDiff.between(empty.plan(), next.plan(), 1), empty);
            assertEquals(clusters(fresh), clusters(next), "step " + step);
            assertEquals(fresh.problems(), next.problems(), "step " + step);
            assertEquals(
                    fresh.served().stream().map(Object::toString).toList(),
                    next.served().stream().map(Object::toString).toList());
            assertEquals(ports(fresh), ports(next));
        }
    }

    private static Map<String, String> clusters(Snapshot snapshot) {
        Map<String, String> clusters = new TreeMap<>();
        snapshot.clusters()
                .forEach((key, cluster) -> clusters.put(
                        key,
                        cluster.plan() + " " + cluster.endpoints() + " " + (cluster.tls() != null) + " "
                                + cluster.closed()));
        return clusters;
    }

    /** Also that a port for TLS asks the router that serves. */
    private static List<String> ports(Snapshot snapshot) {
        List<String> ports = new ArrayList<>();
        for (PortView view : snapshot.tcpPorts()) {
            ports.add(view.port() + " " + view.kind() + " " + view.listeners());
            if (view.tls() != null) {
                assertSame(snapshot.router().port(view.port()), view.tls().port());
            }
        }
        return ports;
    }

    @Test
    void an_edited_route_leaves_everything_else_the_same_object() {
        ListenerPlan listener = Edge.https("tls", 443, null, CERT);
        Snapshot before = compile(
                CERT, TRUST, listener, SECURE, PLAIN, route("r", 1, "a.example.com", "a.example.com"), rule("r"));
        Snapshot after = compile(
                CERT, TRUST, listener, SECURE, PLAIN, route("r", 1, "b.example.com", "b.example.com"), rule("r"));
        assertNotSame(before.router(), after.router());
        assertSame(before.tables().servers(), after.tables().servers());
        assertSame(before.tables().backends(), after.tables().backends());
        assertSame(before.clusters(), after.clusters());
    }

    @Test
    void endpoints_of_a_udp_port_reach_its_cluster_and_not_the_tcp_one_of_the_same_number() {
        ClusterPlan udp = new ClusterPlan(
                PLAIN.backend(), 80, ClusterPlan.Protocol.UDP, Optional.empty(), Optional.empty(), Optional.empty());
        compile(PLAIN, udp, endpoints(PLAIN, "10.0.0.1"));
        EndpointsPlan more = new EndpointsPlan(
                PLAIN.backend(), 80, true, List.of(new EndpointsPlan.Endpoint("10.0.0.9", 53, false)));
        Snapshot after = compile(PLAIN, udp, endpoints(PLAIN, "10.0.0.1"), more);
        assertEquals(more.endpoints(), after.cluster(udp.key()).endpoints());
        assertEquals("10.0.0.1", after.cluster(PLAIN.key()).endpoints().get(0).host());
    }

    @Test
    void what_did_not_change_is_the_same_object_in_the_next_snapshot() {
        ListenerPlan one = Edge.https("one", 443, "a.example.com", CERT);
        ListenerPlan two = Edge.https("two", 443, "b.example.com", CERT);
        Snapshot before = compile(CERT, TRUST, one, two, SECURE, PLAIN);
        Snapshot after = compile(CERT, TRUST, one, Edge.https("two", 443, "c.example.com", CERT), SECURE, PLAIN);
        assertSame(
                before.tables().servers().get(one.key()).value(),
                after.tables().servers().get(one.key()).value());
        assertNotSame(
                before.tables().servers().get(two.key()).value(),
                after.tables().servers().get(two.key()).value());
        assertSame(before.cluster(SECURE.key()), after.cluster(SECURE.key()));
        assertSame(before.cluster(PLAIN.key()), after.cluster(PLAIN.key()));
    }

    @Test
    void new_authorities_make_a_new_context_and_a_new_retry_budget_does_not() {
        Snapshot before = compile(TRUST, SECURE);
        ClusterPlan budget = new ClusterPlan(
                SECURE.backend(),
                SECURE.port(),
                SECURE.protocol(),
                SECURE.tls(),
                Optional.of(new ClusterPlan.RetryBudget(
                        20, java.time.Duration.ofSeconds(10), 1, java.time.Duration.ofSeconds(1))),
                Optional.empty());
        Snapshot same = compile(TRUST, budget);
        assertSame(
                before.cluster(SECURE.key()).tls(), same.cluster(SECURE.key()).tls());
        Snapshot other =
                compile(new TrustPlan(TRUST.source(), Certs.OTHER.trust("ca").caPem()), budget);
        assertNotNull(other.cluster(SECURE.key()).tls());
        assertNotSame(
                same.cluster(SECURE.key()).tls(), other.cluster(SECURE.key()).tls());
    }

    @Test
    void a_problem_is_told_again_with_every_snapshot_until_it_is_gone() {
        TrustPlan broken = new TrustPlan(TRUST.source(), "");
        Snapshot bad = compile(broken, SECURE);
        assertEquals(2, bad.problems().size());
        assertNotNull(bad.cluster(SECURE.key()).closed());
        assertNull(bad.cluster(SECURE.key()).tls());
        assertEquals(
                bad.problems(),
                compile(broken, SECURE, endpoints(SECURE, "10.0.0.1")).problems());
        assertEquals(bad.problems(), compile(broken, SECURE, PLAIN).problems());
        Snapshot good = compile(TRUST, SECURE, PLAIN);
        assertEquals(List.of(), good.problems());
        assertNull(good.cluster(SECURE.key()).closed());
    }

    @Test
    void some_unusable_authorities_leave_the_rest_in_force() {
        TrustPlan broken = new TrustPlan(new ObjectRef("", "ConfigMap", "default", "broken"), "nothing");
        ClusterPlan both = new ClusterPlan(
                SECURE.backend(),
                SECURE.port(),
                SECURE.protocol(),
                Optional.of(new ClusterPlan.Tls(
                        "a.example.com", List.of(broken.key(), TRUST.key()), List.of(), Optional.empty(), Map.of())),
                Optional.empty(),
                Optional.empty());
        Snapshot snapshot = compile(broken, TRUST, both);
        assertEquals(
                List.of(broken.key()),
                snapshot.problems().stream().map(Ack.Problem::entry).toList());
        assertNotNull(snapshot.cluster(both.key()).tls());
    }

    @Test
    void private_keys_are_in_no_text() {
        Snapshot snapshot = compile(CERT, Edge.https("one", 443, null, CERT));
        String secret = CERT.privateKey().pem().lines().skip(1).findFirst().orElseThrow();
        for (Object part : List.of(
                snapshot.plan().entries().values(),
                snapshot.tables(),
                snapshot.served(),
                snapshot.tables().identities())) {
            assertTrue(!part.toString().contains(secret));
        }
    }

    @Test
    void of_tls_routes_the_better_effective_name_wins_then_the_routes_own_then_age_then_name() {
        ListenerPlan listener = new ListenerPlan(
                Edge.key("tls"),
                443,
                ListenerPlan.Protocol.TLS,
                Optional.empty(),
                Optional.of(new ListenerPlan.Tls(false, List.of(), Optional.empty(), Map.of())),
                Optional.empty());
        Router router = compile(
                        listener,
                        route("any", 1, null, null),
                        rule("any"),
                        route("wild", 1, "*.example.com", "*.example.com"),
                        rule("wild"),
                        route("deep", 2, "*.deep.example.com", "*.deep.example.com"),
                        rule("deep"),
                        route("narrowed", 1, "a.example.com", "*.example.com"),
                        rule("narrowed"),
                        route("own", 9, "a.example.com", "a.example.com"),
                        rule("own"),
                        route("younger", 5, "b.example.com", "b.example.com"),
                        rule("younger"),
                        route("older", 4, "b.example.com", "b.example.com"),
                        rule("older"),
                        route("twin-b", 4, "c.example.com", "c.example.com"),
                        rule("twin-b"),
                        route("twin-a", 4, "c.example.com", "c.example.com"),
                        rule("twin-a"))
                .router();
        StreamTable routes = router.listener(listener.listener()).streams();
        Map<String, String> expected = Map.of(
                "a.example.com", "own",
                "b.example.com", "older",
                "c.example.com", "twin-a",
                "d.example.com", "wild",
                "x.y.example.com", "wild",
                "x.deep.example.com", "deep",
                "deep.example.com", "wild",
                "example.com", "any",
                "other.org", "any");
        expected.forEach((name, route) ->
                assertEquals(route, routes.find(name).rule().route().name(), name));
        assertEquals("any", routes.find(null).rule().route().name());
        assertNull(router.listener(Edge.key("another")));
    }

    private static RoutePlan route(String name, long created, String effective, String declared) {
        return new RoutePlan(
                ref(name),
                RouteKind.TLS,
                Instant.ofEpochSecond(created),
                List.of(new RoutePlan.Binding(
                        Edge.key("tls"),
                        List.of(new RoutePlan.Host(
                                Optional.ofNullable(effective).map(Hostname::of),
                                Optional.ofNullable(declared).map(Hostname::of))))));
    }

    private static RulePlan rule(String name) {
        return new RulePlan(
                ref(name),
                0,
                Optional.empty(),
                List.of(),
                List.of(),
                List.of(),
                RulePlan.Timeouts.NONE,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private static ObjectRef ref(String name) {
        return new ObjectRef("gateway.networking.k8s.io", "TLSRoute", "default", name);
    }
}
