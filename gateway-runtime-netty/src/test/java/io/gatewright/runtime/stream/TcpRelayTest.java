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
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatewright.runtime.Edge;
import io.gatewright.runtime.Leaks;
import io.gatewright.runtime.Limits;
import io.gatewright.runtime.observe.AccessRecord;
import io.gatewright.semantics.plan.ClusterPlan;
import io.gatewright.semantics.plan.ListenerPlan;
import io.gatewright.semantics.plan.RouteKind;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class TcpRelayTest {
    private static final ListenerPlan LISTENER = listener("tcp", 9300, ListenerPlan.Protocol.TCP);
    private static final ClusterPlan ONE = cluster("one", ClusterPlan.Protocol.TCP, null);
    private static final ClusterPlan TWO = cluster("two", ClusterPlan.Protocol.TCP, null);
    private static final ClusterPlan THREE = cluster("three", ClusterPlan.Protocol.TCP, null);

    @AfterAll
    static void nothing_leaks() {
        assertTrue(Leaks.found().isEmpty(), () -> Leaks.found().toString());
    }

    private static Socket connect(Edge edge) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), edge.port(9300));
        socket.setSoTimeout(60_000);
        return socket;
    }

    /** The name that the backend says first; "reset" or "end" if there is none. */
    private static String whoAnswers(Edge edge) throws IOException {
        try (Socket socket = connect(edge)) {
            String line = new BufferedReader(new InputStreamReader(socket.getInputStream())).readLine();
            return line == null ? "end" : line;
        } catch (SocketException e) {
            return "reset";
        }
    }

    @Test
    void bytes_go_both_ways_the_server_may_speak_first_and_an_end_is_passed_on() throws Exception {
        LinkedBlockingQueue<AccessRecord> records = new LinkedBlockingQueue<>();
        try (Backend backend = Backend.echo("one");
                Edge edge = Edge.start(b -> b.accessLog(records::add))) {
            edge.apply(
                    LISTENER,
                    route(RouteKind.TCP, "r", Instant.EPOCH, "tcp"),
                    rule(RouteKind.TCP, "r", to(1, ONE)),
                    ONE,
                    endpoints(ONE, backend.port()));
            try (Socket socket = connect(edge)) {
                BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream()));
                assertEquals("one", in.readLine());
                socket.getOutputStream().write("PING\nlast".getBytes());
                assertEquals("PING", in.readLine());
                socket.shutdownOutput();
                assertEquals("last", in.readLine());
                assertEquals(-1, in.read());
            }
            AccessRecord record = records.poll(60, TimeUnit.SECONDS);
            assertEquals("r", record.place().route().name());
            assertEquals(ONE.key(), record.place().backend());
            assertEquals("127.0.0.1:" + backend.port(), record.place().endpoint());
            assertEquals(9, record.reply().bytesIn());
            assertEquals(13, record.reply().bytesOut());
            assertEquals(null, record.reply().reason());
        }
    }

    @Test
    void shares_are_kept_by_weight_and_a_weight_of_zero_gets_nothing() throws Exception {
        try (Backend one = Backend.echo("one");
                Backend two = Backend.echo("two");
                Backend three = Backend.echo("three");
                Edge edge = Edge.start()) {
            edge.apply(
                    LISTENER,
                    route(RouteKind.TCP, "r", Instant.EPOCH, "tcp"),
                    rule(RouteKind.TCP, "r", to(70, ONE), to(30, TWO), to(0, THREE)),
                    ONE,
                    TWO,
                    THREE,
                    endpoints(ONE, one.port()),
                    endpoints(TWO, two.port()),
                    endpoints(THREE, three.port()));
            Map<String, Integer> counts = new TreeMap<>();
            for (int i = 0; i < 500; i++) {
                counts.merge(whoAnswers(edge), 1, Integer::sum);
            }
            assertEquals(Map.of("one", 350, "two", 150), counts);
        }
    }

    @Test
    void a_backend_that_cannot_serve_keeps_its_share_of_refusals() throws Exception {
        try (Backend one = Backend.echo("one");
                Edge edge = Edge.start()) {
            edge.apply(
                    LISTENER,
                    route(RouteKind.TCP, "r", Instant.EPOCH, "tcp"),
                    rule(RouteKind.TCP, "r", to(1, ONE), nowhere(1), to(2, TWO)),
                    ONE,
                    TWO,
                    endpoints(ONE, one.port()),
                    endpoints(TWO));
            Map<String, Integer> counts = new TreeMap<>();
            for (int i = 0; i < 40; i++) {
                counts.merge(whoAnswers(edge), 1, Integer::sum);
            }
            assertEquals(Map.of("one", 10, "reset", 30), counts);
        }
    }

    @Test
    void only_the_oldest_route_of_a_listener_serves_and_the_next_takes_over_when_it_is_gone() throws Exception {
        try (Backend one = Backend.echo("one");
                Backend two = Backend.echo("two");
                Edge edge = Edge.start()) {
            var entries = Edge.list(
                    LISTENER,
                    route(RouteKind.TCP, "a-younger", Instant.ofEpochSecond(20), "tcp"),
                    rule(RouteKind.TCP, "a-younger", to(1, TWO)),
                    ONE,
                    TWO,
                    endpoints(ONE, one.port()),
                    endpoints(TWO, two.port()));
            var older = List.of(
                    route(RouteKind.TCP, "b-older", Instant.ofEpochSecond(10), "tcp"),
                    rule(RouteKind.TCP, "b-older", to(1, ONE)));
            entries.addAll(older);
            edge.apply(entries);
            for (int i = 0; i < 20; i++) {
                assertEquals("one", whoAnswers(edge));
            }
            entries.removeAll(older);
            edge.apply(entries);
            assertEquals("two", whoAnswers(edge));
        }
    }

    @Test
    void an_endpoint_that_refuses_is_passed_over_and_without_any_the_client_is_reset() throws Exception {
        try (Socket taken = new Socket();
                Backend one = Backend.echo("one");
                Edge edge = Edge.start()) {
            taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)); // nobody listens, nobody will
            int dead = taken.getLocalPort();
            var head = Edge.list(
                    LISTENER,
                    route(RouteKind.TCP, "r", Instant.EPOCH, "tcp"),
                    rule(RouteKind.TCP, "r", to(1, ONE)),
                    ONE);
            var both = Edge.list();
            both.addAll(head);
            both.add(endpoints(ONE, one.port(), dead));
            edge.apply(both);
            for (int i = 0; i < 20; i++) {
                assertEquals("one", whoAnswers(edge));
            }
            head.add(endpoints(ONE, dead));
            edge.apply(head);
            assertEquals("reset", whoAnswers(edge));
        }
    }

    @Test
    void a_reset_on_one_side_resets_the_other() throws Exception {
        try (Backend rude = new Backend(null, socket -> {
                    socket.getInputStream().read();
                    socket.setSoLinger(true, 0);
                });
                Edge edge = Edge.start()) {
            edge.apply(
                    LISTENER,
                    route(RouteKind.TCP, "r", Instant.EPOCH, "tcp"),
                    rule(RouteKind.TCP, "r", to(1, ONE)),
                    ONE,
                    endpoints(ONE, rude.port()));
            try (Socket socket = connect(edge)) {
                socket.getOutputStream().write(1);
                assertThrows(
                        SocketException.class, () -> socket.getInputStream().read());
            }
        }
    }

    @RepeatedTest(20) // what waits when the client has ended must still be written, whenever that is
    void a_side_that_does_not_read_stops_the_other_and_nothing_is_lost() throws Exception {
        try (Backend backend = Backend.echo("one");
                Edge edge = Edge.start()) {
            edge.apply(
                    LISTENER,
                    route(RouteKind.TCP, "r", Instant.EPOCH, "tcp"),
                    rule(RouteKind.TCP, "r", to(1, ONE)),
                    ONE,
                    endpoints(ONE, backend.port()));
            int size = 48 * 1024 * 1024;
            try (Socket socket = connect(edge)) {
                Thread writer = new Thread(() -> {
                    try {
                        OutputStream out = socket.getOutputStream();
                        byte[] block = new byte[64 * 1024];
                        for (int sent = 0; sent < size; sent += block.length) {
                            for (int i = 0; i < block.length; i += 4096) {
                                block[i] = (byte) ((sent + i) >> 12);
                            }
                            out.write(block);
                        }
                        socket.shutdownOutput();
                    } catch (IOException e) {
                        throw new IllegalStateException(e);
                    }
                });
                writer.start();
                byte[] name = socket.getInputStream().readNBytes(4);
                assertEquals("one\n", new String(name));
                byte[] block = new byte[4096];
                for (int at = 0; at < size; at += block.length) {
                    assertEquals(block.length, socket.getInputStream().readNBytes(block, 0, block.length));
                    assertEquals((byte) (at >> 12), block[0]);
                }
                assertEquals(-1, socket.getInputStream().read());
                writer.join(60_000);
            }
        }
    }

    @Test
    void what_waits_for_one_peer_stays_what_it_was_while_others_are_served() throws Exception {
        try (Backend backend = Backend.echo("one");
                Edge edge = Edge.start(b -> b.eventLoops(1))) {
            edge.apply(
                    LISTENER,
                    route(RouteKind.TCP, "r", Instant.EPOCH, "tcp"),
                    rule(RouteKind.TCP, "r", to(1, ONE)),
                    ONE,
                    endpoints(ONE, backend.port()));
            try (Socket silent = connect(edge);
                    Socket busy = connect(edge)) {
                AtomicLong sent = new AtomicLong();
                Thread writer = new Thread(() -> {
                    try {
                        byte[] block = new byte[1000]; // no part of a buffer's size
                        for (int number = 0; ; number++) {
                            Arrays.fill(block, (byte) number);
                            silent.getOutputStream().write(block);
                            sent.incrementAndGet();
                        }
                    } catch (IOException e) {
                        // the test is over with it
                    }
                });
                writer.start();
                assertEquals("one\n", new String(busy.getInputStream().readNBytes(4)));
                byte[] other = new byte[70_000];
                Arrays.fill(other, (byte) 0xff);
                long before;
                do { // until nobody takes what the silent one is told any more
                    before = sent.get();
                    for (int i = 0; i < 20; i++) {
                        busy.getOutputStream().write(other);
                        assertArrayEquals(other, busy.getInputStream().readNBytes(other.length));
                    }
                } while (before == 0 || sent.get() > before);
                assertEquals("one\n", new String(silent.getInputStream().readNBytes(4)));
                for (int number = 0; number < before; number++) {
                    byte[] block = silent.getInputStream().readNBytes(1000);
                    byte expected = (byte) number;
                    for (byte each : block) {
                        assertEquals(expected, each);
                    }
                }
                silent.close();
                writer.join(60_000);
            }
        }
    }

    @Test
    void few_bytes_that_wait_hold_no_large_buffers() {
        EmbeddedChannel peer = new EmbeddedChannel();
        ByteBuf first = Unpooled.directBuffer(RelayReads.FULL).writeInt(1);
        assertSame(first, RelayReads.kept(first, peer), "nothing waits");
        peer.write(first);
        ByteBuf second = Unpooled.directBuffer(RelayReads.FULL).writeInt(2);
        ByteBuf kept = RelayReads.kept(second, peer);
        assertEquals(0, second.refCnt());
        assertEquals(2, kept.getInt(0));
        assertTrue(kept.capacity() < 100, () -> "capacity " + kept.capacity());
        kept.release();
        ByteBuf large = Unpooled.directBuffer(RelayReads.FULL).writeZero(RelayReads.FULL);
        assertSame(large, RelayReads.kept(large, peer), "a copy would cost more than it saves");
        large.release();
        peer.finishAndReleaseAll();
    }

    @Test
    void an_idle_connection_is_ended() throws Exception {
        try (Backend backend = Backend.echo("one");
                Edge edge = Edge.start(b -> b.limits(
                        Limits.DEFAULTS.with().streamIdle(Duration.ofSeconds(1)).build()))) {
            edge.apply(
                    LISTENER,
                    route(RouteKind.TCP, "r", Instant.EPOCH, "tcp"),
                    rule(RouteKind.TCP, "r", to(1, ONE)),
                    ONE,
                    endpoints(ONE, backend.port()));
            try (Socket socket = connect(edge)) {
                assertEquals("one\n", new String(socket.getInputStream().readNBytes(4)));
                assertEquals(-1, socket.getInputStream().read());
            }
        }
    }
}
