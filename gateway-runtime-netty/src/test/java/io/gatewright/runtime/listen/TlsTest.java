package io.gatewright.runtime.listen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatewright.runtime.Certs;
import io.gatewright.runtime.Client;
import io.gatewright.runtime.Edge;
import io.gatewright.runtime.Leaks;
import io.gatewright.runtime.tls.TlsEngine;
import io.gatewright.semantics.plan.Ack;
import io.gatewright.semantics.plan.CertificatePlan;
import io.gatewright.semantics.plan.ListenerPlan;
import io.gatewright.semantics.plan.Refusal;
import io.netty.pkitesting.CertificateBuilder.Algorithm;
import io.netty.pkitesting.X509Bundle;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TlsTest {
    @AfterAll
    static void nothing_leaks() {
        assertTrue(Leaks.found().isEmpty(), () -> Leaks.found().toString());
    }

    /** Fresh each time: a resumed session would bring the server name of its first handshake. */
    private static SSLContext client() {
        return Certs.ONE.context(null);
    }

    private static Edge edge(TlsEngine engine) {
        return Edge.start(b -> b.tlsEngine(engine));
    }

    private static X509Certificate shown(Client client) throws Exception {
        return (X509Certificate) client.secure().getSession().getPeerCertificates()[0];
    }

    @ParameterizedTest
    @EnumSource(
            value = TlsEngine.class,
            names = {"AUTO", "JDK"})
    void the_server_name_selects_the_listener_exact_then_longest_wildcard_then_any(TlsEngine engine) throws Exception {
        CertificatePlan cert = Certs.plan(
                "all", Certs.ONE.server("a.example.com", "*.example.com", "*.deep.example.com", "other.org"));
        try (Edge edge = edge(engine)) {
            Ack ack = edge.apply(
                    cert,
                    Edge.https("exact", 443, "a.example.com", cert),
                    Edge.https("deep", 443, "*.deep.example.com", cert),
                    Edge.https("wild", 443, "*.example.com", cert),
                    Edge.https("any", 443, null, cert));
            assertEquals(List.of(), ack.problems());
            assertEquals("exact", ask(edge, "a.example.com").get("listener"));
            assertEquals("exact", ask(edge, "A.Example.COM").get("listener"));
            assertEquals("deep", ask(edge, "x.deep.example.com").get("listener"));
            assertEquals("deep", ask(edge, "x.y.deep.example.com").get("listener"));
            assertEquals("wild", ask(edge, "deep.example.com").get("listener"));
            assertEquals("any", ask(edge, "example.com").get("listener"));
            assertEquals("any", ask(edge, null).get("listener"));
            assertEquals("a.example.com", ask(edge, "A.Example.COM").get("sni"));
        }
    }

    private static Map<String, String> ask(Edge edge, String sni) throws IOException {
        try (Client client = Client.tls(edge.port(443), client(), sni)) {
            return client.ask();
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = TlsEngine.class,
            names = {"AUTO", "JDK"})
    void http_2_is_agreed_on_if_offered_and_http_1_otherwise(TlsEngine engine) throws Exception {
        CertificatePlan cert = Certs.plan("c", Certs.ONE.server("a.example.com"));
        try (Edge edge = edge(engine)) {
            edge.apply(cert, Edge.https("any", 443, null, cert));
            try (Client both = Client.tls(edge.port(443), client(), "a.example.com", "h2", "http/1.1");
                    Client one = Client.tls(edge.port(443), client(), "a.example.com", "http/1.1");
                    Client none = Client.tls(edge.port(443), client(), "a.example.com");
                    Client odd = Client.tls(edge.port(443), client(), "a.example.com", "spdy/3")) {
                assertEquals("h2", both.secure().getApplicationProtocol());
                assertEquals("http/1.1", one.secure().getApplicationProtocol());
                assertEquals("http/1.1", one.ask().get("alpn"));
                assertEquals("null", none.ask().get("alpn"));
                assertEquals("null", odd.ask().get("alpn"));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = TlsEngine.class,
            names = {"AUTO", "JDK"})
    void a_name_that_no_listener_has_and_no_name_at_all_are_refused_with_an_alert(TlsEngine engine) throws Exception {
        CertificatePlan cert = Certs.plan("c", Certs.ONE.server("a.example.com"));
        try (Edge edge = edge(engine)) {
            edge.apply(cert, Edge.https("one", 443, "a.example.com", cert));
            IOException unknown =
                    assertThrows(IOException.class, () -> Client.tls(edge.port(443), client(), "b.example.com"));
            assertTrue(unknown.getMessage().contains("unrecognized_name"), unknown.toString());
            assertThrows(IOException.class, () -> Client.tls(edge.port(443), client(), null));
            assertEquals(1, edge.refused(443, "server_name_unknown"));
            assertEquals(1, edge.refused(443, "server_name_missing"));
        }
    }

    @Test
    void a_closed_listener_refuses_and_never_hands_over_to_a_less_specific_one() throws Exception {
        CertificatePlan cert = Certs.plan("c", Certs.ONE.server("*.example.com"));
        ListenerPlan open = Edge.https("exact", 443, "a.example.com", cert);
        ListenerPlan closed = new ListenerPlan(
                open.listener(),
                open.port(),
                open.protocol(),
                open.hostname(),
                open.tls(),
                Optional.of(new Refusal("InvalidCertificateRef", "gone")));
        try (Edge edge = Edge.start()) {
            edge.apply(cert, closed, Edge.https("wild", 443, "*.example.com", cert));
            assertThrows(IOException.class, () -> ask(edge, "a.example.com"));
            assertEquals("wild", ask(edge, "b.example.com").get("listener"));
            edge.apply(cert, open, Edge.https("wild", 443, "*.example.com", cert));
            assertEquals("exact", ask(edge, "a.example.com").get("listener"));
        }
    }

    @Test
    void a_bad_certificate_closes_its_listener_only_and_is_told() throws Exception {
        X509Bundle good = Certs.ONE.server("a.example.com");
        CertificatePlan goodPlan = Certs.plan("good", good);
        CertificatePlan mixed = new CertificatePlan(
                Certs.plan("mixed", good).secret(),
                good.getCertificatePathPEM(),
                new CertificatePlan.PrivateKey(Certs.ONE.server("b.example.com").getPrivateKeyPEM()));
        try (Edge edge = Edge.start()) {
            Ack ack = edge.apply(
                    goodPlan,
                    mixed,
                    Edge.https("good", 443, "a.example.com", goodPlan),
                    Edge.https("bad", 443, "b.example.com", mixed));
            assertEquals(
                    List.of(mixed.key(), "listener/Gateway/default/gw/bad"),
                    ack.problems().stream().map(Ack.Problem::entry).toList());
            assertTrue(ack.problems().get(0).message().contains("private key does not belong to the certificate"));
            assertEquals("good", ask(edge, "a.example.com").get("listener"));
            assertThrows(IOException.class, () -> ask(edge, "b.example.com"));
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = TlsEngine.class,
            names = {"AUTO", "JDK"})
    void the_longest_match_over_all_certificates_of_the_gateway_is_shown(TlsEngine engine) throws Exception {
        X509Bundle wild = Certs.ONE.server("*.example.com");
        X509Bundle exact = Certs.ONE.server("a.example.com", "b.example.org");
        CertificatePlan wildPlan = Certs.plan("wild", wild);
        CertificatePlan exactPlan = Certs.plan("exact", exact);
        try (Edge edge = edge(engine)) {
            edge.apply(
                    wildPlan,
                    exactPlan,
                    Edge.https("wild", 443, "*.example.com", wildPlan),
                    Edge.https("org", 443, "b.example.org", exactPlan));
            try (Client client = Client.tls(edge.port(443), client(), "a.example.com")) {
                assertEquals(exact.getCertificate(), shown(client));
                assertEquals("wild", client.ask().get("listener"));
            }
            try (Client client = Client.tls(edge.port(443), client(), "c.example.com")) {
                assertEquals(wild.getCertificate(), shown(client));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = TlsEngine.class,
            names = {"AUTO", "JDK"})
    void of_two_certificates_each_client_gets_the_one_it_can_verify(TlsEngine engine) throws Exception {
        X509Bundle rsa = Certs.ONE.server(Algorithm.rsa2048, b -> b, "a.example.com");
        X509Bundle ecdsa = Certs.ONE.server("a.example.com");
        CertificatePlan rsaPlan = Certs.plan("rsa", rsa);
        CertificatePlan ecdsaPlan = Certs.plan("ecdsa", ecdsa);
        try (Edge edge = edge(engine)) {
            edge.apply(rsaPlan, ecdsaPlan, Edge.https("one", 443, null, rsaPlan, ecdsaPlan));
            try (Client any = Client.tls(edge.port(443), client(), "a.example.com")) {
                assertEquals(ecdsa.getCertificate(), shown(any));
            }
            SSLSocket old = Client.unconnected(client(), "a.example.com");
            old.setEnabledProtocols(new String[] {"TLSv1.2"});
            old.setEnabledCipherSuites(new String[] {"TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"});
            old.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), edge.port(443)));
            try (Client client = new Client(old)) {
                old.startHandshake();
                assertEquals(rsa.getCertificate(), shown(client));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = TlsEngine.class,
            names = {"AUTO", "JDK"})
    void ed25519_certificates_are_served_whatever_the_engine(TlsEngine engine) throws Exception {
        X509Bundle bundle = Certs.ONE.server(Algorithm.ed25519, b -> b, "a.example.com");
        CertificatePlan plan = Certs.plan("ed", bundle);
        try (Edge edge = edge(engine)) {
            assertEquals(
                    List.of(),
                    edge.apply(plan, Edge.https("one", 443, null, plan)).problems());
            assertEquals("one", ask(edge, "a.example.com").get("listener"));
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = TlsEngine.class,
            names = {"AUTO", "JDK"})
    void a_rotated_certificate_is_shown_to_new_connections_and_cuts_no_old_one(TlsEngine engine) throws Exception {
        X509Bundle first = Certs.ONE.server("a.example.com");
        X509Bundle second = Certs.ONE.server("a.example.com");
        CertificatePlan before = Certs.plan("c", first);
        CertificatePlan after = Certs.plan("c", second);
        try (Edge edge = edge(engine)) {
            edge.apply(before, Edge.https("one", 443, null, before));
            try (Client old = Client.tls(edge.port(443), Certs.ONE.context(null), "a.example.com")) {
                assertEquals("1", old.ask().get("version"));
                edge.apply(after, Edge.https("one", 443, null, after));
                try (Client fresh = Client.tls(edge.port(443), Certs.ONE.context(null), "a.example.com")) {
                    assertEquals(second.getCertificate(), shown(fresh));
                }
                assertEquals("2", old.ask().get("version"));
            }
            assertEquals(
                    second.getCertificate().getSerialNumber(),
                    edge.plane.meters().certificates(Edge.GATEWAY).get(0).serial());
        }
    }

    @Test
    void a_client_hello_in_segments_of_one_byte_is_understood() throws Exception {
        CertificatePlan cert = Certs.plan("c", Certs.ONE.server("a.example.com"));
        try (Edge edge = Edge.start()) {
            edge.apply(cert, Edge.https("one", 443, "a.example.com", cert));
            try (Socket raw = new Socket(InetAddress.getLoopbackAddress(), edge.port(443))) {
                raw.setTcpNoDelay(true);
                raw.setSoTimeout(60_000);
                Socket slow = new OneByteSocket(raw);
                SSLSocket socket =
                        (SSLSocket) client().getSocketFactory().createSocket(slow, "a.example.com", 443, true);
                try (Client client = new Client(socket)) {
                    socket.startHandshake();
                    assertEquals("a.example.com", client.ask().get("sni"));
                }
            }
        }
    }

    /** Writes each byte in a segment of its own, as far as the kernel goes along. */
    private static final class OneByteSocket extends Socket {
        private final Socket inner;

        OneByteSocket(Socket inner) {
            this.inner = inner;
        }

        @Override
        public boolean isConnected() {
            return true;
        }

        @Override
        public java.io.InputStream getInputStream() throws IOException {
            return inner.getInputStream();
        }

        @Override
        public OutputStream getOutputStream() throws IOException {
            OutputStream out = inner.getOutputStream();
            return new OutputStream() {
                @Override
                public void write(int b) throws IOException {
                    out.write(b);
                    out.flush();
                }
            };
        }

        @Override
        public void close() throws IOException {
            inner.close();
        }

        @Override
        public InetAddress getInetAddress() {
            return inner.getInetAddress();
        }
    }

    @Test
    void what_is_no_client_hello_or_never_becomes_one_is_closed() throws Exception {
        CertificatePlan cert = Certs.plan("c", Certs.ONE.server("a.example.com"));
        try (Edge edge = Edge.start(b -> b.limits(io.gatewright.runtime.Limits.DEFAULTS
                .with()
                .handshakeDeadline(Duration.ofSeconds(2))
                .helloBytes(2048)
                .build()))) {
            edge.apply(cert, Edge.https("one", 443, null, cert));
            assertEquals(-1, send(edge, "GET / HTTP/1.1\r\n\r\n".getBytes()));
            assertEquals(1, edge.refused(443, "hello_bad"));
            assertEquals(-1, send(edge, new byte[] {22, 3, 1, 0, 5, 1}));
            assertEquals(1, edge.refused(443, "hello_timeout"));
            ByteArrayOutputStream huge = new ByteArrayOutputStream();
            huge.writeBytes(new byte[] {22, 3, 1, 1, 0, 1, 0, 64, 0});
            huge.writeBytes(new byte[4096]);
            assertEquals(-1, send(edge, huge.toByteArray()));
            assertEquals(2, edge.refused(443, "hello_bad"));
        }
    }

    private static int send(Edge edge, byte[] bytes) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), edge.port(443))) {
            socket.setSoTimeout(60_000);
            socket.getOutputStream().write(bytes);
            return socket.getInputStream().read();
        } catch (java.net.SocketException reset) {
            return -1;
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = TlsEngine.class,
            names = {"AUTO", "JDK"})
    void options_set_the_least_version_and_what_they_do_not_know_closes_the_listener(TlsEngine engine)
            throws Exception {
        CertificatePlan cert = Certs.plan("c", Certs.ONE.server("a.example.com"));
        try (Edge edge = edge(engine)) {
            Ack ack = edge.apply(
                    cert,
                    option("strict", "s.example.com", cert, "gatewright.io/min-version", "1.3"),
                    option("typo", "t.example.com", cert, "gatewright.io/min-versoin", "1.3"),
                    option("value", "v.example.com", cert, "gatewright.io/min-version", "1.1"),
                    option("cipher", "c.example.com", cert, "gatewright.io/ciphers", "NO_SUCH"),
                    option("foreign", "f.example.com", cert, "example.com/whatever", "x"));
            assertEquals(
                    List.of("cipher", "typo", "value"),
                    ack.problems().stream()
                            .map(p -> p.entry().substring(p.entry().lastIndexOf('/') + 1))
                            .toList());
            assertTrue(ack.problems().get(1).message().contains("`gatewright.io/min-versoin` is not known"));
            assertEquals("strict", ask(edge, "s.example.com").get("listener"));
            assertEquals("foreign", ask(edge, "f.example.com").get("listener"));
            assertThrows(IOException.class, () -> ask(edge, "t.example.com"));
            SSLSocket old = Client.unconnected(client(), "s.example.com");
            old.setEnabledProtocols(new String[] {"TLSv1.2"});
            old.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), edge.port(443)));
            assertThrows(IOException.class, old::startHandshake);
            Edge.await("counted", () -> edge.refused(443, "protocol_version") == 1);
        }
    }

    private static ListenerPlan option(String name, String host, CertificatePlan cert, String key, String value) {
        return Edge.https(name, 443, host, Optional.empty(), Map.of(key, value), cert);
    }
}
