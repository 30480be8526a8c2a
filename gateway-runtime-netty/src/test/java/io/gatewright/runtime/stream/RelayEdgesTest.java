package io.gatewright.runtime.stream;

import static io.gatewright.runtime.stream.StreamPlans.cluster;
import static io.gatewright.runtime.stream.StreamPlans.endpoints;
import static io.gatewright.runtime.stream.StreamPlans.listener;
import static io.gatewright.runtime.stream.StreamPlans.passThrough;
import static io.gatewright.runtime.stream.StreamPlans.route;
import static io.gatewright.runtime.stream.StreamPlans.rule;
import static io.gatewright.runtime.stream.StreamPlans.to;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatewright.runtime.Certs;
import io.gatewright.runtime.Client;
import io.gatewright.runtime.Edge;
import io.gatewright.runtime.Leaks;
import io.gatewright.runtime.Limits;
import io.gatewright.runtime.tls.TlsEngine;
import io.gatewright.semantics.plan.CertificatePlan;
import io.gatewright.semantics.plan.ClusterPlan;
import io.gatewright.semantics.plan.ListenerPlan;
import io.gatewright.semantics.plan.PlanEntry;
import io.gatewright.semantics.plan.RouteKind;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How relayed connections end, stop and stay: half-close, backpressure, changes; and what passing through leaves alone. */
class RelayEdgesTest {
    private static final ListenerPlan LISTENER = listener("tcp", 9300, ListenerPlan.Protocol.TCP);
    private static final ClusterPlan ONE = cluster("one", ClusterPlan.Protocol.TCP, null);
    private static final ClusterPlan TWO = cluster("two", ClusterPlan.Protocol.TCP, null);

    @AfterAll
    static void nothing_leaks() {
        assertTrue(Leaks.found().isEmpty(), () -> Leaks.found().toString());
    }

    private static List<PlanEntry> plan(ClusterPlan cluster, Backend backend) {
        return Edge.list(
                LISTENER,
                route(RouteKind.TCP, "r", Instant.EPOCH, "tcp"),
                rule(RouteKind.TCP, "r", to(1, cluster)),
                cluster,
                endpoints(cluster, backend.port()));
    }

    private static Socket connect(Edge edge) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), edge.port(9300));
        socket.setSoTimeout(60_000);
        return socket;
    }

    @Test
    void a_backend_that_ends_first_still_gets_what_the_client_sends() throws Exception {
        LinkedBlockingQueue<String> got = new LinkedBlockingQueue<>();
        try (Backend backend = new Backend(null, socket -> {
                    socket.getOutputStream().write("bye".getBytes());
                    socket.shutdownOutput();
                    got.add(new String(socket.getInputStream().readAllBytes()));
                });
                Edge edge = Edge.start()) {
            edge.apply(plan(ONE, backend));
            try (Socket socket = connect(edge)) {
                assertEquals("bye", new String(socket.getInputStream().readAllBytes()));
                socket.getOutputStream().write("late ".getBytes());
                socket.getOutputStream().write("words".getBytes());
                socket.shutdownOutput();
                assertEquals("late words", got.poll(60, TimeUnit.SECONDS));
            }
        }
    }

    /** Writes until nothing is taken for a while, and says how much was. */
    private static long fill(SocketChannel channel) throws IOException {
        channel.configureBlocking(false);
        ByteBuffer block = ByteBuffer.allocateDirect(64 * 1024);
        long sent = 0;
        long last = System.nanoTime();
        while (System.nanoTime() - last < TimeUnit.MILLISECONDS.toNanos(300)) {
            block.clear();
            int wrote = channel.write(block);
            if (wrote > 0) {
                sent += wrote;
                last = System.nanoTime();
            }
            assertTrue(sent < 64 << 20, "nothing stops it");
        }
        return sent;
    }

    @Test
    void a_backend_that_does_not_read_stops_the_client() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        try (Backend backend = new Backend(null, socket -> {
                    try {
                        over.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
                Edge edge = Edge.start()) {
            edge.apply(plan(ONE, backend));
            try (SocketChannel channel =
                    SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), edge.port(9300)))) {
                long sent = fill(channel);
                assertTrue(sent > 64 * 1024, "taken: " + sent);
            } finally {
                over.countDown();
            }
        }
    }

    @Test
    void a_client_that_does_not_read_stops_the_backend() throws Exception {
        LinkedBlockingQueue<Long> sent = new LinkedBlockingQueue<>();
        try (java.nio.channels.ServerSocketChannel server = java.nio.channels.ServerSocketChannel.open()
                        .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                Edge edge = Edge.start()) {
            Thread backend = new Thread(() -> {
                try (SocketChannel channel = server.accept()) {
                    sent.add(fill(channel));
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            backend.setDaemon(true);
            backend.start();
            int port = ((InetSocketAddress) server.getLocalAddress()).getPort();
            edge.apply(
                    LISTENER,
                    route(RouteKind.TCP, "r", Instant.EPOCH, "tcp"),
                    rule(RouteKind.TCP, "r", to(1, ONE)),
                    ONE,
                    endpoints(ONE, port));
            try (Socket socket = connect(edge)) {
                assertTrue(sent.poll(60, TimeUnit.SECONDS) > 64 * 1024);
                assertTrue(socket.isConnected());
            }
        }
    }

    @Test
    void a_change_leaves_connections_alone_and_a_port_that_goes_lets_them_end() throws Exception {
        try (Backend one = Backend.echo("one");
                Backend two = Backend.echo("two");
                Edge edge = Edge.start()) {
            edge.apply(plan(ONE, one));
            try (Socket old = connect(edge)) {
                BufferedReader in = new BufferedReader(new InputStreamReader(old.getInputStream()));
                assertEquals("one", in.readLine());
                edge.apply(plan(TWO, two));
                try (Socket fresh = connect(edge)) {
                    assertEquals("two\n", new String(fresh.getInputStream().readNBytes(4)));
                }
                old.getOutputStream().write("still\n".getBytes());
                assertEquals("still", in.readLine());
                edge.apply(Edge.list());
                old.getOutputStream().write("here\n".getBytes());
                assertEquals("here", in.readLine());
                old.shutdownOutput();
                assertEquals(-1, in.read());
            }
        }
    }

    @Test
    void a_drain_cuts_what_does_not_end_at_its_deadline() throws Exception {
        try (Backend one = Backend.echo("one");
                Edge edge = Edge.start()) {
            edge.apply(plan(ONE, one));
            try (Socket old = connect(edge)) {
                assertEquals("one\n", new String(old.getInputStream().readNBytes(4)));
                var drained = edge.plane.drain(Duration.ofMillis(300));
                assertEquals(-1, old.getInputStream().read());
                drained.get(60, TimeUnit.SECONDS);
            }
        }
    }

    @Test
    void what_passes_through_keeps_its_protocol_and_the_backends_certificate() throws Exception {
        var certificate = Certs.ONE.server("a.example.com");
        try (Backend backend = new Backend(Certs.ONE.context(certificate), socket -> {
                    SSLSocket tls = (SSLSocket) socket;
                    SSLParameters parameters = tls.getSSLParameters();
                    parameters.setApplicationProtocols(new String[] {"imap", "h2"});
                    tls.setSSLParameters(parameters);
                    tls.startHandshake();
                    Backend.echo(tls.getApplicationProtocol(), tls);
                });
                Edge edge = Edge.start()) {
            edge.apply(
                    passThrough("tls", 443, null),
                    route(RouteKind.TLS, "r", Instant.EPOCH, "tls", "a.example.com"),
                    rule(RouteKind.TLS, "r", to(1, ONE)),
                    ONE,
                    endpoints(ONE, backend.port()));
            for (String[] offered : new String[][] {{"smtp", "imap"}, {"h2", "http/1.1"}}) {
                try (Client client = Client.tls(edge.port(443), Certs.ONE.context(null), "a.example.com", offered)) {
                    String agreed =
                            new BufferedReader(new InputStreamReader(client.socket.getInputStream())).readLine();
                    assertEquals(offered[0].equals("h2") ? "h2" : "imap", agreed);
                    assertEquals(agreed, client.secure().getApplicationProtocol());
                    assertEquals(
                            certificate.getCertificate(),
                            client.secure().getSession().getPeerCertificates()[0]);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = TlsEngine.class,
            names = {"AUTO", "JDK"})
    void an_end_inside_terminated_tls_reaches_the_backend_after_all_that_was_sent(TlsEngine engine) throws Exception {
        CertificatePlan cert = Certs.plan("c", Certs.ONE.server("term.example.com"));
        ListenerPlan terminating = new ListenerPlan(
                Edge.key("term"),
                443,
                ListenerPlan.Protocol.TLS,
                Optional.empty(),
                Optional.of(new ListenerPlan.Tls(true, List.of(cert.key()), Optional.empty(), Map.of())),
                Optional.empty());
        LinkedBlockingQueue<Integer> got = new LinkedBlockingQueue<>();
        byte[] large = new byte[3 << 20];
        try (Backend backend = new Backend(
                        null, socket -> got.add(socket.getInputStream().readAllBytes().length));
                Edge edge = Edge.start(b -> b.tlsEngine(engine))) {
            edge.apply(
                    cert,
                    terminating,
                    route(RouteKind.TLS, "r", Instant.EPOCH, "term"),
                    rule(RouteKind.TLS, "r", to(1, ONE)),
                    ONE,
                    endpoints(ONE, backend.port()));
            try (Client client = Client.tls(edge.port(443), Certs.ONE.context(null), "term.example.com")) {
                client.socket.getOutputStream().write(large);
                client.socket.shutdownOutput();
                assertEquals(large.length, got.poll(60, TimeUnit.SECONDS));
            }
        }
    }

    @Test
    void a_client_hello_in_endless_fragments_is_given_up_at_the_limit() throws Exception {
        try (Backend backend = Backend.echo("one");
                Edge edge = Edge.start(
                        b -> b.limits(Limits.DEFAULTS.with().helloBytes(2048).build()))) {
            edge.apply(
                    passThrough("tls", 443, null),
                    route(RouteKind.TLS, "r", Instant.EPOCH, "tls"),
                    rule(RouteKind.TLS, "r", to(1, ONE)),
                    ONE,
                    endpoints(ONE, backend.port()));
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), edge.port(443))) {
                socket.setSoTimeout(60_000);
                int sent = 0;
                byte[] begin = {1, 0, 7, 0}; // a ClientHello of 1792 bytes, one byte in each record: 6 bytes for one
                try {
                    for (; sent < 1 << 20; sent += 6) {
                        int at = sent / 6;
                        socket.getOutputStream().write(new byte[] {22, 3, 1, 0, 1, at < begin.length ? begin[at] : 0});
                        socket.getOutputStream().flush();
                    }
                    assertEquals(-1, socket.getInputStream().read());
                } catch (java.net.SocketException closed) {
                    // reset while it was writing
                }
            }
            Edge.await("it is told", () -> edge.refused(443, "hello_bad") == 1);
            assertEquals(0, backend.accepted.get());
        }
    }
}
