package io.gatewright.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatewright.semantics.plan.Ack;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

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
                assertTrue(client.ask().get("head").contains("connection: close"));
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
                assertTrue(problem.message().contains("already in use by another process"), problem.message());
                try (Client client = Client.plain(edge.port(81))) {
                    client.ask();
                }
                other.close();
                Ack later = edge.later.poll(20, TimeUnit.SECONDS);
                assertEquals(List.of(), later.problems());
                assertEquals(2, later.bound().size());
                try (Client client = Client.plain(taken)) {
                    client.ask();
                }
            }
        }
    }

    @Test
    void two_gateways_that_want_one_socket_are_told_of_each_other() {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = free.getLocalPort();
            free.close();
            try (Edge edge = Edge.start(b ->
                    b.binding((gateway, declared) -> new InetSocketAddress(InetAddress.getLoopbackAddress(), port)))) {
                Ack ack = edge.apply(Edge.http("web", 80), Edge.http("twin", 81));
                assertTrue(
                        ack.problems().get(0).message().contains("already in use by Gateway `default/gw`"),
                        ack.problems().toString());
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void a_drain_is_not_ready_at_once_keeps_accepting_for_its_delay_and_ends_when_the_last_connection_does()
            throws Exception {
        try (Edge edge = Edge.start(b -> b.drainDelay(Duration.ofMillis(300)))) {
            edge.apply(Edge.http("web", 80));
            try (Client early = Client.plain(edge.port(80))) {
                early.ask();
                var drained = edge.plane.drain(Duration.ofSeconds(20));
                assertTrue(edge.plane.draining());
                try (Client late = Client.plain(edge.port(80))) {
                    late.ask();
                    Edge.await("the port is closed", () -> refusesConnections(edge.port(80)));
                    assertTrue(late.ask().get("head").contains("connection: close"));
                }
                assertTrue(!drained.isDone());
                assertTrue(early.ask().get("head").contains("connection: close"));
                drained.get(10, TimeUnit.SECONDS);
            }
        }
    }

    @Test
    void a_drain_cuts_what_is_open_at_its_deadline() throws Exception {
        try (Edge edge = Edge.start()) {
            edge.apply(Edge.http("web", 80));
            try (Client client = Client.plain(edge.port(80))) {
                client.ask();
                edge.plane.drain(Duration.ofMillis(50)).get(10, TimeUnit.SECONDS);
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
