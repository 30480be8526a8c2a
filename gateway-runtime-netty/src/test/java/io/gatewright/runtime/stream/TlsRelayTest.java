package io.gatewright.runtime.stream;

import static io.gatewright.runtime.stream.StreamPlans.cluster;
import static io.gatewright.runtime.stream.StreamPlans.endpoints;
import static io.gatewright.runtime.stream.StreamPlans.listener;
import static io.gatewright.runtime.stream.StreamPlans.nowhere;
import static io.gatewright.runtime.stream.StreamPlans.passThrough;
import static io.gatewright.runtime.stream.StreamPlans.route;
import static io.gatewright.runtime.stream.StreamPlans.rule;
import static io.gatewright.runtime.stream.StreamPlans.to;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatewright.runtime.Certs;
import io.gatewright.runtime.Client;
import io.gatewright.runtime.Edge;
import io.gatewright.runtime.Leaks;
import io.gatewright.runtime.tls.TlsEngine;
import io.gatewright.semantics.plan.Ack;
import io.gatewright.semantics.plan.CertificatePlan;
import io.gatewright.semantics.plan.ClusterPlan;
import io.gatewright.semantics.plan.ClusterPlan.AlternativeName;
import io.gatewright.semantics.plan.ListenerPlan;
import io.gatewright.semantics.plan.PlanEntry;
import io.gatewright.semantics.plan.RouteKind;
import io.gatewright.semantics.plan.TrustPlan;
import io.netty.pkitesting.CertificateBuilder.Algorithm;
import io.netty.pkitesting.X509Bundle;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TlsRelayTest {
    private static final ClusterPlan ONE = cluster("one", ClusterPlan.Protocol.TCP, null);
    private static final ClusterPlan TWO = cluster("two", ClusterPlan.Protocol.TCP, null);

    @AfterAll
    static void nothing_leaks() {
        assertTrue(Leaks.found().isEmpty(), () -> Leaks.found().toString());
    }

    /** A TLS server that tells its name and what the client showed it. */
    private static Backend secure(String name, X509Bundle certificate) {
        return new Backend(Certs.ONE.context(certificate), socket -> {
            SSLSocket tls = (SSLSocket) socket;
            tls.startHandshake();
            String sni = "none";
            for (SNIServerName server : ((ExtendedSSLSession) tls.getSession()).getRequestedServerNames()) {
                sni = ((SNIHostName) server).getAsciiName();
            }
            String subject = "none";
            try {
                subject = tls.getSession().getPeerPrincipal().getName();
            } catch (SSLException e) {
                // it showed none
            }
            Backend.echo(name + " " + sni + " " + subject, tls);
        });
    }

    private static String line(Socket socket) throws IOException {
        String line = new BufferedReader(new InputStreamReader(socket.getInputStream())).readLine();
        return line == null ? "end" : line;
    }

    private static String ask(Edge edge, int port, @Nullable String sni) throws IOException {
        try (Client client = Client.tls(edge.port(port), Certs.ONE.context(null), sni)) {
            return line(client.socket);
        }
    }

    @Test
    void passed_through_connections_reach_the_backend_of_the_most_specific_name() throws Exception {
        try (Backend one = secure("one", Certs.ONE.server("a.example.com", "b.example.com"));
                Backend two = secure("two", Certs.ONE.server("*.example.com"));
                Edge edge = Edge.start()) {
            edge.apply(
                    passThrough("tls", 443, "*.example.com"),
                    route(RouteKind.TLS, "old-wildcard", Instant.EPOCH, "tls", "*.example.com"),
                    rule(RouteKind.TLS, "old-wildcard", to(1, TWO)),
                    route(RouteKind.TLS, "exact", Instant.ofEpochSecond(9), "tls", "a.example.com"),
                    rule(RouteKind.TLS, "exact", to(1, ONE)),
                    ONE,
                    TWO,
                    endpoints(ONE, one.port()),
                    endpoints(TWO, two.port()));
            assertEquals("one a.example.com none", ask(edge, 443, "a.example.com"));
            assertEquals("two c.example.com none", ask(edge, 443, "c.example.com"));
        }
    }

    @Test
    void what_no_route_and_no_listener_takes_ends_before_any_alert() throws Exception {
        try (Backend one = secure("one", Certs.ONE.server("a.example.com"));
                Edge edge = Edge.start()) {
            edge.apply(
                    passThrough("tls", 443, "*.example.com"),
                    route(RouteKind.TLS, "r", Instant.EPOCH, "tls", "a.example.com"),
                    rule(RouteKind.TLS, "r", to(1, ONE)),
                    route(RouteKind.TLS, "bad", Instant.EPOCH, "tls", "bad.example.com"),
                    rule(RouteKind.TLS, "bad", nowhere(1)),
                    ONE,
                    endpoints(ONE, one.port()));
            for (String name : new String[] {"b.example.com", "other.org", "bad.example.com", null}) {
                IOException e = assertThrows(IOException.class, () -> ask(edge, 443, name));
                assertFalse(e.toString().contains("alert"), e.toString());
            }
            assertEquals(0, one.accepted.get());
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = TlsEngine.class,
            names = {"AUTO", "JDK"})
    void terminated_and_passed_through_share_a_port_and_the_terminated_side_is_plain(TlsEngine engine)
            throws Exception {
        X509Bundle ours = Certs.ONE.server("term.example.com");
        CertificatePlan cert = Certs.plan("c", ours);
        ListenerPlan terminate = terminating(cert);
        try (Backend plain = Backend.echo("plain");
                Backend secure = secure("secure", Certs.ONE.server("pass.example.com"));
                Edge edge = Edge.start(b -> b.tlsEngine(engine))) {
            edge.apply(
                    cert,
                    terminate,
                    passThrough("pass", 443, "pass.example.com"),
                    route(RouteKind.TLS, "t", Instant.EPOCH, "term", "term.example.com"),
                    rule(RouteKind.TLS, "t", to(1, ONE)),
                    route(RouteKind.TLS, "p", Instant.EPOCH, "pass", "pass.example.com"),
                    rule(RouteKind.TLS, "p", to(1, TWO)),
                    ONE,
                    TWO,
                    endpoints(ONE, plain.port()),
                    endpoints(TWO, secure.port()));
            assertEquals("secure pass.example.com none", ask(edge, 443, "pass.example.com"));
            try (Client client =
                    Client.tls(edge.port(443), Certs.ONE.context(null), "term.example.com", "h2", "whatever")) {
                assertEquals(ours.getCertificate(), client.secure().getSession().getPeerCertificates()[0]);
                BufferedReader in = new BufferedReader(new InputStreamReader(client.socket.getInputStream()));
                assertEquals("plain", in.readLine());
                client.socket.getOutputStream().write("PING\n".getBytes());
                assertEquals("PING", in.readLine());
                client.socket.shutdownOutput();
                assertEquals(-1, in.read());
            }
        }
    }

    private static ListenerPlan terminating(CertificatePlan cert) {
        return new ListenerPlan(
                Edge.key("term"),
                443,
                ListenerPlan.Protocol.TLS,
                Optional.of(io.gatewright.model.name.Hostname.of("term.example.com")),
                Optional.of(new ListenerPlan.Tls(true, List.of(cert.key()), Optional.empty(), Map.of())),
                Optional.empty());
    }

    @Test
    void a_terminated_route_without_a_backend_ends_before_the_handshake() throws Exception {
        CertificatePlan cert = Certs.plan("c", Certs.ONE.server("term.example.com"));
        try (Edge edge = Edge.start()) {
            edge.apply(
                    cert,
                    terminating(cert),
                    route(RouteKind.TLS, "t", Instant.EPOCH, "term", "term.example.com"),
                    rule(RouteKind.TLS, "t", nowhere(1)));
            IOException e = assertThrows(IOException.class, () -> ask(edge, 443, "term.example.com"));
            assertFalse(e.toString().contains("alert"), e.toString());
        }
    }

    /** Relays plain TCP to this backend over TLS and returns what it says first; null if the client is reset. */
    private static @Nullable String overTls(TlsEngine engine, X509Bundle shown, ClusterPlan.Tls tls, PlanEntry... more)
            throws IOException {
        ClusterPlan cluster = cluster("secure", ClusterPlan.Protocol.TCP, tls);
        try (Backend backend = secure("secure", shown);
                Edge edge = Edge.start(b -> b.tlsEngine(engine))) {
            List<PlanEntry> entries = new ArrayList<>(List.of(more));
            entries.addAll(List.of(
                    listener("tcp", 9000, ListenerPlan.Protocol.TCP),
                    route(RouteKind.TCP, "r", Instant.EPOCH, "tcp"),
                    rule(RouteKind.TCP, "r", to(1, cluster)),
                    cluster,
                    endpoints(cluster, backend.port())));
            edge.apply(entries);
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), edge.port(9000))) {
                socket.setSoTimeout(60_000);
                BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream()));
                String first = in.readLine();
                socket.getOutputStream().write("last words".getBytes());
                socket.shutdownOutput();
                assertEquals("last words", in.readLine());
                return first;
            } catch (java.net.SocketException reset) {
                return null;
            }
        }
    }

    private static ClusterPlan.Tls tls(String name, TrustPlan trust, AlternativeName... names) {
        return new ClusterPlan.Tls(name, List.of(trust.key()), List.of(names), Optional.empty(), Map.of());
    }

    @ParameterizedTest
    @EnumSource(
            value = TlsEngine.class,
            names = {"AUTO", "JDK"})
    void a_backend_is_asked_for_its_name_and_must_have_it(TlsEngine engine) throws Exception {
        TrustPlan trust = Certs.ONE.trust("ca");
        assertEquals(
                "secure abc.example.com none",
                overTls(engine, Certs.ONE.server("abc.example.com"), tls("abc.example.com", trust), trust));
        assertEquals(
                "secure abc.example.com none",
                overTls(engine, Certs.ONE.server("*.example.com"), tls("abc.example.com", trust), trust));
        assertEquals(
                null, overTls(engine, Certs.ONE.server("other.example.com"), tls("abc.example.com", trust), trust));
        // a wildcard stands for one label, and the common name counts for nothing
        assertEquals(null, overTls(engine, Certs.ONE.server("*.example.com"), tls("a.b.example.com", trust), trust));
        assertEquals(
                null,
                overTls(
                        engine,
                        Certs.ONE.server(Algorithm.ecp256, b -> b.subject("CN=abc.example.com")),
                        tls("abc.example.com", trust),
                        trust));
    }

    @ParameterizedTest
    @EnumSource(
            value = TlsEngine.class,
            names = {"AUTO", "JDK"})
    void of_alternative_names_any_one_suffices_and_the_server_name_is_only_asked_for(TlsEngine engine)
            throws Exception {
        TrustPlan trust = Certs.ONE.trust("ca");
        AlternativeName dns = new AlternativeName(false, "real.example.com");
        AlternativeName uri = new AlternativeName(true, "spiffe://example.com/backend");
        assertEquals(
                "secure sni.example.com none",
                overTls(
                        engine,
                        Certs.ONE.server("spiffe://example.com/backend"),
                        tls("sni.example.com", trust, dns, uri),
                        trust));
        assertEquals(
                "secure sni.example.com none",
                overTls(engine, Certs.ONE.server("real.example.com"), tls("sni.example.com", trust, dns, uri), trust));
        assertEquals(
                null, overTls(engine, Certs.ONE.server("sni.example.com"), tls("sni.example.com", trust, dns), trust));
    }

    @ParameterizedTest
    @EnumSource(
            value = TlsEngine.class,
            names = {"AUTO", "JDK"})
    void an_expired_a_foreign_and_a_plain_backend_get_nothing(TlsEngine engine) throws Exception {
        TrustPlan trust = Certs.ONE.trust("ca");
        TrustPlan other = Certs.OTHER.trust("other");
        X509Bundle expired = Certs.ONE.server(Algorithm.ecp256, Certs.expired(), "abc.example.com");
        assertEquals(null, overTls(engine, expired, tls("abc.example.com", trust), trust));
        TrustPlan itself = new TrustPlan(trust.source(), expired.getCertificatePEM());
        assertEquals(null, overTls(engine, expired, tls("abc.example.com", itself), itself));
        assertEquals(null, overTls(engine, Certs.ONE.server("abc.example.com"), tls("abc.example.com", other), other));
        // no authorities of its own: the system's, which do not know ours
        ClusterPlan.Tls system =
                new ClusterPlan.Tls("abc.example.com", List.of(), List.of(), Optional.empty(), Map.of());
        assertEquals(null, overTls(engine, Certs.ONE.server("abc.example.com"), system));
    }

    @ParameterizedTest
    @EnumSource(
            value = TlsEngine.class,
            names = {"AUTO", "JDK"})
    void the_gateways_client_certificate_is_shown_to_a_backend_that_asks(TlsEngine engine) throws Exception {
        TrustPlan trust = Certs.ONE.trust("ca");
        CertificatePlan own = Certs.plan("own", Certs.ONE.clientBehindIntermediate("gateway"));
        ClusterPlan.Tls tls = new ClusterPlan.Tls(
                "abc.example.com", List.of(trust.key()), List.of(), Optional.of(own.key()), Map.of());
        assertEquals(
                "secure abc.example.com CN=gateway",
                overTls(engine, Certs.ONE.server("abc.example.com"), tls, trust, own));
    }

    @Test
    void a_backend_whose_authorities_cannot_be_read_is_closed_and_never_falls_back() throws Exception {
        TrustPlan broken = new TrustPlan(Certs.ONE.trust("ca").source(), "no certificate");
        ClusterPlan cluster = cluster("secure", ClusterPlan.Protocol.TCP, tls("abc.example.com", broken));
        try (Backend backend = Backend.echo("plain");
                Edge edge = Edge.start()) {
            Ack ack = edge.apply(
                    broken,
                    listener("tcp", 9000, ListenerPlan.Protocol.TCP),
                    route(RouteKind.TCP, "r", Instant.EPOCH, "tcp"),
                    rule(RouteKind.TCP, "r", to(1, cluster)),
                    cluster,
                    endpoints(cluster, backend.port()));
            assertEquals(
                    List.of(broken.key(), cluster.key()),
                    ack.problems().stream().map(Ack.Problem::entry).toList());
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), edge.port(9000))) {
                assertThrows(IOException.class, () -> {
                    if (socket.getInputStream().read() < 0) {
                        throw new IOException("end");
                    }
                });
            }
            assertEquals(0, backend.accepted.get());
        }
    }
}
