package io.gatewright.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatewright.model.name.ObjectRef;
import io.gatewright.semantics.plan.Ack;
import io.gatewright.semantics.plan.CertificatePlan;
import io.gatewright.semantics.plan.Plan;
import io.gatewright.semantics.plan.PlanDiff;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class DataPlaneTest {
    @Test
    void a_clear_text_port_serves_and_its_acknowledgement_names_the_socket() throws Exception {
        try (Edge edge = Edge.start()) {
            Ack ack = edge.apply(Edge.http("web", 80));
            assertEquals(1, ack.version());
            assertEquals(List.of(), ack.problems());
            assertEquals(80, ack.bound().get(0).port());
            assertEquals("127.0.0.1", ack.bound().get(0).address());
            try (Client client = Client.plain(edge.port(80))) {
                assertEquals("80", client.ask().get("port"));
            }
        }
    }

    @Test
    void a_connection_outlives_changes_and_sees_each_of_them() throws Exception {
        try (Edge edge = Edge.start()) {
            edge.apply(Edge.http("web", 80));
            int before = edge.port(80);
            try (Client client = Client.plain(before)) {
                for (int i = 1; i <= 200; i++) {
                    assertEquals(Integer.toString(i), client.ask().get("version"));
                    edge.apply(Edge.http("web", 80), Edge.http("other", 8000 + i % 2));
                    assertEquals(before, edge.port(80));
                }
            }
        }
    }

    @Test
    void a_port_that_vanishes_accepts_nothing_and_lets_its_connections_finish() throws Exception {
        try (Edge edge = Edge.start()) {
            edge.apply(Edge.http("web", 80), Edge.http("other", 81));
            int port = edge.port(80);
            try (Client client = Client.plain(port)) {
                client.ask();
                edge.apply(Edge.http("other", 81));
                assertThrows(IOException.class, () -> Client.plain(port).ask());
                Edge.await("it is told to end", () -> toldToEnd(client));
                assertEquals(-1, client.socket.getInputStream().read());
            }
        }
    }

    @Test
    void a_port_in_use_is_a_problem_of_its_listeners_only_and_is_bound_as_soon_as_it_is_free() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int taken = other.getLocalPort();
            try (Edge edge = Edge.start(b -> b.binding((gateway, port) ->
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), port == 80 ? taken : 0)))) {
                Ack ack = edge.apply(Edge.http("web", 80), Edge.http("other", 81));
                assertEquals(1, ack.problems().size());
                Ack.Problem problem = ack.problems().get(0);
                assertEquals("listener/Gateway/default/gw/web", problem.entry());
                assertEquals("PortUnavailable", problem.reason());
                assertTrue(
                        problem.message().contains("port `" + taken + "` (for declared port `80`)"), problem.message());
                String pid = Long.toString(ProcessHandle.current().pid());
                assertTrue(
                        problem.message().contains("already in use by another process")
                                || problem.message().contains("(pid " + pid + ")"),
                        problem.message());
                try (Client client = Client.plain(edge.port(81))) {
                    client.ask();
                }
                other.close();
                Ack later = edge.later.poll(60, TimeUnit.SECONDS);
                assertEquals(List.of(), later.problems());
                assertEquals(2, later.bound().size());
                try (Client client = Client.plain(taken)) {
                    client.ask();
                }
            }
        }
    }

    @Test
    void two_gateways_that_want_one_socket_are_told_of_each_other() throws Exception {
        InetAddress ours = InetAddress.getByName("127.0.0.78"); // others on this machine take ports of 127.0.0.1
        try (ServerSocket free = new ServerSocket(0, 1, ours)) {
            int port = free.getLocalPort();
            free.close();
            try (Edge edge = Edge.start(b -> b.binding((gateway, declared) -> new InetSocketAddress(ours, port)))) {
                Ack ack = edge.apply(Edge.http("web", 80), Edge.http("twin", 81));
                assertTrue(
                        ack.problems().get(0).message().contains("already in use by Gateway `default/gw`"),
                        ack.problems().toString());
            }
        }
    }

    @Test
    void a_drain_is_not_ready_at_once_keeps_accepting_for_its_delay_and_ends_when_the_last_connection_does()
            throws Exception {
        try (Edge edge = Edge.start(b -> b.drainDelay(Duration.ofSeconds(2)))) {
            edge.apply(Edge.http("web", 80));
            try (Client early = Client.plain(edge.port(80))) {
                early.ask();
                var drained = edge.plane.drain(Duration.ofSeconds(60));
                assertTrue(edge.plane.draining());
                try (Client late = Client.plain(edge.port(80))) {
                    late.ask();
                    Edge.await("the port is closed", () -> refusesConnections(edge.port(80)));
                    Edge.await("it is told to end", () -> toldToEnd(late));
                }
                assertTrue(!drained.isDone());
                assertTrue(toldToEnd(early));
                drained.get(60, TimeUnit.SECONDS);
            }
        }
    }

    @Test
    void a_drain_cuts_what_is_open_at_its_deadline() throws Exception {
        try (Edge edge = Edge.start()) {
            edge.apply(Edge.http("web", 80));
            try (Client client = Client.plain(edge.port(80))) {
                client.ask();
                edge.plane.drain(Duration.ofMillis(50)).get(60, TimeUnit.SECONDS);
                assertEquals(-1, client.socket.getInputStream().read());
            }
        }
    }

    @Test
    void connections_beyond_the_limit_are_closed_and_counted() throws Exception {
        try (Edge edge =
                Edge.start(b -> b.limits(Limits.DEFAULTS.with().connections(2).build()))) {
            edge.apply(Edge.http("web", 80));
            try (Client one = Client.plain(edge.port(80));
                    Client two = Client.plain(edge.port(80))) {
                one.ask();
                two.ask();
                assertThrows(
                        IOException.class, () -> Client.plain(edge.port(80)).ask());
                assertEquals(1, edge.refused(80, "too_many_connections"));
                one.close();
                Edge.await("the place is free", () -> answers(edge.port(80)));
            }
        }
    }

    @Test
    void connections_of_one_client_beyond_its_limit_are_closed() throws Exception {
        try (Edge edge = Edge.start(
                b -> b.limits(Limits.DEFAULTS.with().connectionsPerClient(1).build()))) {
            edge.apply(Edge.http("web", 80));
            try (Client one = Client.plain(edge.port(80))) {
                one.ask();
                assertThrows(
                        IOException.class, () -> Client.plain(edge.port(80)).ask());
                assertEquals(1, edge.refused(80, "too_many_connections_of_client"));
            }
        }
    }

    @Test
    void a_port_changes_from_clear_text_to_tls_and_back_without_being_closed() throws Exception {
        CertificatePlan cert = Certs.plan("c", Certs.ONE.server("a.example.com"));
        try (Edge edge = Edge.start()) {
            edge.apply(Edge.http("web", 80));
            int port = edge.port(80);
            try (Client old = Client.plain(port)) {
                old.ask();
                edge.apply(cert, Edge.https("web", 80, null, cert));
                assertEquals(port, edge.port(80));
                try (Client secure = Client.tls(port, Certs.ONE.context(null), "a.example.com")) {
                    assertEquals("https", secure.ask().get("scheme"));
                }
                assertEquals("2", old.ask().get("version"));
                edge.apply(Edge.http("web", 80));
                try (Client plain = Client.plain(port)) {
                    assertEquals("http", plain.ask().get("scheme"));
                }
            }
        }
    }

    @Test
    void no_connection_to_a_port_that_stays_fails_while_others_come_and_go() throws Exception {
        CertificatePlan[] certs = {
            Certs.plan("c", Certs.ONE.server("a.example.com")), Certs.plan("c", Certs.ONE.server("a.example.com"))
        };
        try (Edge edge = Edge.start()) {
            edge.apply(certs[0], Edge.http("web", 80), Edge.https("tls", 443, "a.example.com", certs[0]));
            AtomicBoolean stop = new AtomicBoolean();
            AtomicInteger asked = new AtomicInteger();
            int plain = edge.port(80);
            int secure = edge.port(443);
            List<CompletableFuture<Void>> clients = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                boolean tls = i == 0;
                clients.add(CompletableFuture.runAsync(() -> {
                    while (!stop.get()) {
                        try (Client client = tls
                                ? Client.tls(secure, Certs.ONE.context(null), "a.example.com")
                                : Client.plain(plain)) {
                            client.ask();
                            client.ask();
                            asked.incrementAndGet();
                        } catch (IOException e) {
                            throw new java.io.UncheckedIOException(e);
                        }
                    }
                }));
            }
            for (int i = 0; i < 60 || asked.get() < 20; i++) {
                CertificatePlan cert = certs[i / 10 % 2];
                edge.apply(
                        cert,
                        Edge.http(i % 2 == 0 ? "web" : "web-renamed", 80),
                        Edge.http("extra", 8000 + i % 3),
                        Edge.https("tls", 443, i % 4 == 0 ? "a.example.com" : "*.example.com", cert));
            }
            stop.set(true);
            CompletableFuture.allOf(clients.toArray(new CompletableFuture<?>[0]))
                    .get(60, TimeUnit.SECONDS);
        }
    }

    @Test
    void gateways_have_their_own_ports_plans_and_acknowledgements() throws Exception {
        ObjectRef second = new ObjectRef("gateway.networking.k8s.io", "Gateway", "default", "second");
        try (Edge edge = Edge.start()) {
            edge.apply(Edge.http("web", 80));
            CompletableFuture<Ack> ack = new CompletableFuture<>();
            Plan plan = Plan.of(second, List.of(Edge.http("web", 80)));
            edge.plane.accept(PlanDiff.between(Plan.empty(second), plan, 7), ack::complete);
            Ack answer = ack.get(60, TimeUnit.SECONDS);
            assertEquals(second, answer.gateway());
            assertEquals(7, answer.version());
            int port = answer.bound().get(0).actualPort();
            assertTrue(port != edge.port(80));
            try (Client one = Client.plain(edge.port(80));
                    Client two = Client.plain(port)) {
                assertEquals("1", one.ask().get("version"));
                assertEquals("7", two.ask().get("version"));
            }
            CompletableFuture<Ack> gone = new CompletableFuture<>();
            edge.plane.accept(PlanDiff.between(plan, Plan.empty(second), 8), gone::complete);
            assertEquals(List.of(), gone.get(60, TimeUnit.SECONDS).bound());
            assertTrue(refusesConnections(port));
            assertTrue(answers(edge.port(80)));
        }
    }

    @AfterAll
    static void nothing_leaks() {
        assertTrue(Leaks.found().isEmpty(), () -> Leaks.found().toString());
    }

    private static boolean toldToEnd(Client client) {
        try {
            return client.ask().get("head").contains("connection: close");
        } catch (IOException e) {
            throw new AssertionError("cut instead of told to end", e);
        }
    }

    static boolean answers(int port) {
        try (Client client = Client.plain(port)) {
            client.ask();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    static boolean refusesConnections(int port) {
        try (Client client = Client.plain(port)) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }
}
