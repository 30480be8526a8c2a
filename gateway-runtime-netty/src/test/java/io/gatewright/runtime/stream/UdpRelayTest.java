package io.gatewright.runtime.stream;

import static io.gatewright.runtime.stream.StreamPlans.cluster;
import static io.gatewright.runtime.stream.StreamPlans.endpoints;
import static io.gatewright.runtime.stream.StreamPlans.listener;
import static io.gatewright.runtime.stream.StreamPlans.nowhere;
import static io.gatewright.runtime.stream.StreamPlans.route;
import static io.gatewright.runtime.stream.StreamPlans.rule;
import static io.gatewright.runtime.stream.StreamPlans.to;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gatewright.runtime.Edge;
import io.gatewright.runtime.Leaks;
import io.gatewright.runtime.Limits;
import io.gatewright.runtime.listen.Transport;
import io.gatewright.semantics.plan.Ack;
import io.gatewright.semantics.plan.BackendPlan;
import io.gatewright.semantics.plan.ClusterPlan;
import io.gatewright.semantics.plan.EndpointsPlan;
import io.gatewright.semantics.plan.ListenerPlan;
import io.gatewright.semantics.plan.PlanEntry;
import io.gatewright.semantics.plan.RouteKind;
import io.netty.channel.epoll.Epoll;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class UdpRelayTest {
    private static final ListenerPlan LISTENER = listener("udp", 5300, ListenerPlan.Protocol.UDP);
    private static final ClusterPlan ONE = cluster("one", ClusterPlan.Protocol.UDP, null);
    private static final ClusterPlan TWO = cluster("two", ClusterPlan.Protocol.UDP, null);

    @AfterAll
    static void nothing_leaks() {
        assertTrue(Leaks.found().isEmpty(), () -> Leaks.found().toString());
    }

    /** Answers each datagram with the same bytes, the first replaced by its mark. */
    private static final class Echo implements AutoCloseable {
        final DatagramSocket socket;
        final Set<Integer> peers = ConcurrentHashMap.newKeySet();

        Echo(char mark) throws IOException {
            socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
            Thread thread = new Thread(() -> {
                byte[] buffer = new byte[65_535];
                while (!socket.isClosed()) {
                    try {
                        DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                        socket.receive(packet);
                        peers.add(packet.getPort());
                        buffer[0] = (byte) mark;
                        socket.send(packet);
                    } catch (IOException e) {
                        return; // closed
                    }
                }
            });
            thread.setDaemon(true);
            thread.start();
        }

        int port() {
            return socket.getLocalPort();
        }

        @Override
        public void close() {
            socket.close();
        }
    }

    private static byte @Nullable [] ask(DatagramSocket socket, int port, byte[] bytes, int millis) throws IOException {
        socket.setSoTimeout(millis);
        socket.send(new DatagramPacket(bytes, bytes.length, InetAddress.getLoopbackAddress(), port));
        DatagramPacket answer = new DatagramPacket(new byte[65_535], 65_535);
        try {
            socket.receive(answer);
        } catch (SocketTimeoutException e) {
            return null;
        }
        return java.util.Arrays.copyOf(answer.getData(), answer.getLength());
    }

    private static String who(int port, int millis) throws IOException {
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            byte[] answer = ask(socket, port, "?ello".getBytes(), millis);
            return answer == null ? "nobody" : String.valueOf((char) answer[0]);
        }
    }

    /** Who answers; nobody if the gateway says that it dropped what it got. */
    private static String whoUnlessDropped(Edge edge) throws IOException {
        long before = refused(edge, "datagram_dropped");
        AtomicReference<String> who = new AtomicReference<>();
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            byte[] ask = "?ello".getBytes();
            socket.send(new DatagramPacket(ask, ask.length, InetAddress.getLoopbackAddress(), edge.port(5300)));
            socket.setSoTimeout(20);
            Edge.await("an answer or a refusal", () -> {
                try {
                    DatagramPacket answer = new DatagramPacket(new byte[10], 10);
                    socket.receive(answer);
                    who.set(String.valueOf((char) answer.getData()[0]));
                } catch (SocketTimeoutException e) {
                    who.set(refused(edge, "datagram_dropped") > before ? "nobody" : null);
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
                return who.get() != null;
            });
        }
        return who.get();
    }

    private static long refused(Edge edge, String reason) {
        return edge.plane.meters().port(Edge.GATEWAY, 5300, true).refusedFor(reason);
    }

    private static PlanEntry[] plan(List<PlanEntry> clusters, BackendPlan... backends) {
        List<PlanEntry> entries = Edge.list(
                LISTENER, route(RouteKind.UDP, "r", Instant.EPOCH, "udp"), rule(RouteKind.UDP, "r", backends));
        entries.addAll(clusters);
        return entries.toArray(PlanEntry[]::new);
    }

    @ParameterizedTest
    @EnumSource(
            value = Transport.Kind.class,
            names = {"AUTO", "NIO"})
    void a_client_keeps_its_backend_and_gets_its_answers_whatever_their_size(Transport.Kind kind) throws Exception {
        try (Echo one = new Echo('1');
                Edge edge = Edge.start(b -> b.transport(kind));
                DatagramSocket client = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            Ack ack = edge.apply(plan(List.of(ONE, endpoints(ONE, one.port())), to(1, ONE)));
            assertTrue(ack.bound().get(0).udp());
            Random random = new Random(7);
            for (int size : new int[] {1, 100, 1024, 1500, 9000, 65_507}) {
                byte[] bytes = new byte[size];
                random.nextBytes(bytes);
                byte[] answer = ask(client, edge.port(5300), bytes, 60_000);
                bytes[0] = '1';
                assertArrayEquals(bytes, answer, "size " + size);
            }
            assertEquals(1, one.peers.size());
        }
    }

    @Test
    void flows_are_shared_by_weight_and_invalid_backends_drop_their_share() throws Exception {
        try (Echo one = new Echo('1');
                Echo two = new Echo('2');
                Edge edge = Edge.start()) {
            edge.apply(plan(
                    List.of(ONE, TWO, endpoints(ONE, one.port()), endpoints(TWO, two.port())),
                    to(70, ONE),
                    to(30, TWO)));
            Map<String, Integer> counts = new TreeMap<>();
            for (int i = 0; i < 500; i++) {
                counts.merge(who(edge.port(5300), 60_000), 1, Integer::sum);
            }
            // now and then a new socket has the port of an old one, and with it its session
            assertTrue(Math.abs(counts.get("1") - 350) <= 5, counts.toString());
            assertEquals(500, counts.get("1") + counts.get("2"));
            edge.apply(plan(List.of(ONE, endpoints(ONE, one.port())), to(3, ONE), nowhere(1)));
            counts.clear();
            for (int i = 0; i < 8; i++) {
                counts.merge(whoUnlessDropped(edge), 1, Integer::sum);
            }
            assertEquals(Map.of("1", 6, "nobody", 2), counts);
        }
    }

    @Test
    void a_flow_whose_backend_is_taken_away_gets_another_and_one_without_change_stays() throws Exception {
        try (Echo one = new Echo('1');
                Echo two = new Echo('2');
                Edge edge = Edge.start();
                DatagramSocket client = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            edge.apply(plan(List.of(ONE, endpoints(ONE, one.port())), to(1, ONE)));
            assertEquals('1', ask(client, edge.port(5300), new byte[4], 60_000)[0]);
            edge.apply(plan(List.of(ONE, TWO, endpoints(ONE, one.port()), endpoints(TWO, two.port())), to(1, ONE)));
            assertEquals('1', ask(client, edge.port(5300), new byte[4], 60_000)[0]);
            assertEquals(1, one.peers.size());
            edge.apply(plan(List.of(TWO, endpoints(TWO, two.port())), to(1, TWO)));
            assertEquals('2', ask(client, edge.port(5300), new byte[4], 60_000)[0]);
            edge.apply(plan(List.of(TWO), to(1, TWO)));
            assertEquals(null, ask(client, edge.port(5300), new byte[4], 300));
            edge.apply(plan(List.of(TWO, endpoints(TWO, two.port())), to(1, TWO)));
            assertEquals('2', ask(client, edge.port(5300), new byte[4], 60_000)[0]);
        }
    }

    @Test
    void sessions_are_bounded_and_forgotten_when_idle() throws Exception {
        try (Echo one = new Echo('1');
                Edge edge = Edge.start(b -> b.limits(Limits.DEFAULTS
                        .with()
                        .udpSessions(3)
                        .udpIdle(Duration.ofSeconds(3))
                        .build()))) {
            edge.apply(plan(List.of(ONE, endpoints(ONE, one.port())), to(1, ONE)));
            for (int i = 0; i < 3; i++) {
                assertEquals("1", who(edge.port(5300), 60_000));
            }
            assertEquals("nobody", who(edge.port(5300), 100));
            var meters = edge.plane.meters().port(Edge.GATEWAY, 5300, true);
            Edge.await("it is counted", () -> meters.refusedFor("too_many_sessions") > 0);
            Edge.await("sessions are forgotten", () -> meters.active() == 0);
            assertEquals("1", who(edge.port(5300), 60_000));
        }
    }

    @Test
    void a_udp_port_and_a_tcp_port_of_one_number_are_two() throws Exception {
        ClusterPlan tcp = cluster("tcp", ClusterPlan.Protocol.TCP, null);
        try (Echo one = new Echo('1');
                Backend backend = Backend.echo("tcp");
                Edge edge = Edge.start()) {
            Ack ack = edge.apply(
                    LISTENER,
                    listener("tcp", 5300, ListenerPlan.Protocol.TCP),
                    route(RouteKind.UDP, "r", Instant.EPOCH, "udp"),
                    rule(RouteKind.UDP, "r", to(1, ONE)),
                    route(RouteKind.TCP, "t", Instant.EPOCH, "tcp"),
                    rule(RouteKind.TCP, "t", to(1, tcp)),
                    ONE,
                    tcp,
                    endpoints(ONE, one.port()),
                    endpoints(tcp, backend.port()));
            assertEquals(2, ack.bound().size());
            assertEquals(List.of(), ack.problems());
            int udp = ack.bound().stream()
                    .filter(Ack.Bound::udp)
                    .findFirst()
                    .orElseThrow()
                    .actualPort();
            assertEquals("1", who(udp, 60_000));
        }
    }

    private static Edge onAllAddresses(String all) {
        return Edge.start(b -> b.binding((gateway, port) -> new InetSocketAddress(all, 0)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::"})
    void a_port_of_all_addresses_answers_from_the_one_that_was_asked_and_shares_it_with_nobody(String all)
            throws Exception {
        assumeTrue(Epoll.isAvailable(), "only epoll tells where a datagram was sent to");
        try (Echo one = new Echo('1');
                Edge edge = onAllAddresses(all);
                DatagramSocket client = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"))) {
            edge.apply(plan(List.of(ONE, endpoints(ONE, one.port())), to(1, ONE)));
            int port = edge.port(5300);
            // each answer comes from another address than the kernel would choose, and also while all are in use
            for (int round = 0; round < 3; round++) {
                for (String address : List.of("127.0.0.2", "127.0.0.1", "127.0.0.3")) {
                    client.connect(InetAddress.getByName(address), port); // takes answers of this address only
                    client.setSoTimeout(60_000);
                    client.send(new DatagramPacket(new byte[] {'?', 'x'}, 2));
                    DatagramPacket answer = new DatagramPacket(new byte[10], 10);
                    client.receive(answer);
                    assertEquals(InetAddress.getByName(address), answer.getAddress());
                    client.disconnect();
                }
            }
            assertEquals(3, one.peers.size(), "one session for each address, kept");
            for (String address : List.of("127.0.0.2", "0.0.0.0")) {
                try (DatagramChannel thief = DatagramChannel.open(StandardProtocolFamily.INET)) {
                    thief.setOption(StandardSocketOptions.SO_REUSEADDR, true);
                    InetSocketAddress taken = new InetSocketAddress(address, port);
                    assertThrows(IOException.class, () -> thief.bind(taken), address);
                }
            }
            edge.apply(Edge.list());
            try (DatagramSocket free = new DatagramSocket(port, InetAddress.getByName("127.0.0.2"))) {
                assertTrue(free.isBound(), "the port is free again");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.77", "255.255.255.255"}) // nobody is there; no socket may be connected to it
    void where_one_of_several_endpoints_is_out_of_reach_the_flow_goes_to_another(String host) throws Exception {
        int dead;
        try (DatagramSocket closed = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            dead = closed.getLocalPort();
        }
        try (Echo one = new Echo('1');
                Edge edge = Edge.start()) {
            EndpointsPlan both = new EndpointsPlan(
                    ONE.backend(),
                    ONE.port(),
                    true,
                    List.of(
                            new EndpointsPlan.Endpoint("127.0.0.1", one.port(), false),
                            new EndpointsPlan.Endpoint(host, dead, false)));
            edge.apply(plan(List.of(ONE, both), to(1, ONE)));
            for (int i = 0; i < 8; i++) {
                try (DatagramSocket client = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
                    byte[] answer = null;
                    for (int tries = 0; answer == null && tries < 40; tries++) {
                        answer = ask(client, edge.port(5300), new byte[4], 120);
                    }
                    assertEquals('1', answer[0]);
                }
            }
        }
    }

    @Test
    void a_burst_reaches_the_backend_whole_and_in_order() throws Exception {
        try (Echo one = new Echo('1');
                Edge edge = Edge.start();
                DatagramSocket client = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            edge.apply(plan(List.of(ONE, endpoints(ONE, one.port())), to(1, ONE)));
            client.setSoTimeout(60_000);
            for (int burst = 0; burst < 20; burst++) {
                for (int i = 0; i < 32; i++) {
                    byte[] bytes = {0, (byte) burst, (byte) i};
                    client.send(new DatagramPacket(bytes, 3, InetAddress.getLoopbackAddress(), edge.port(5300)));
                }
                for (int i = 0; i < 32; i++) {
                    DatagramPacket answer = new DatagramPacket(new byte[10], 10);
                    client.receive(answer);
                    assertEquals(burst, answer.getData()[1]);
                    assertEquals(i, answer.getData()[2]);
                    assertEquals(3, answer.getLength());
                }
            }
        }
    }
}
