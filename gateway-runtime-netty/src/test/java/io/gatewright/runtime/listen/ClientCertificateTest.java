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
import io.gatewright.semantics.plan.ListenerPlan.ClientValidation;
import io.gatewright.semantics.plan.TrustPlan;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ClientCertificateTest {
    @AfterAll
    static void nothing_leaks() {
        assertTrue(Leaks.found().isEmpty(), () -> Leaks.found().toString());
    }

    private static final TrustPlan TRUST = Certs.ONE.trust("ca");
    private static final CertificatePlan SERVER = Certs.plan("c", Certs.ONE.server("a.example.com"));

    private static ListenerPlan listener(String name, String host, boolean insecure, TrustPlan trust) {
        return Edge.https(
                name, 443, host, Optional.of(new ClientValidation(List.of(trust.key()), insecure)), Map.of(), SERVER);
    }

    /** What the server says of a client that shows this certificate. */
    private static Map<String, String> ask(Edge edge, @Nullable X509Bundle own, String protocol) throws IOException {
        return ask(edge, stubborn(own), "a.example.com", protocol);
    }

    private static Map<String, String> ask(Edge edge, SSLContext context, String sni, String protocol)
            throws IOException {
        var socket = Client.unconnected(context, sni);
        socket.setEnabledProtocols(new String[] {protocol});
        socket.connect(new java.net.InetSocketAddress(java.net.InetAddress.getLoopbackAddress(), edge.port(443)));
        try (Client client = new Client(socket)) {
            socket.startHandshake();
            return client.ask();
        }
    }

    private static final UnaryOperator<io.netty.pkitesting.CertificateBuilder> PLAIN =
            b -> b.addExtendedKeyUsageClientAuth();

    @ParameterizedTest
    @EnumSource(
            value = TlsEngine.class,
            names = {"AUTO", "JDK"})
    void only_verified_certificates_are_let_through_when_they_are_demanded(TlsEngine engine) throws Exception {
        try (Edge edge = Edge.start(b -> b.tlsEngine(engine))) {
            assertEquals(
                    List.of(),
                    edge.apply(SERVER, TRUST, listener("mtls", "a.example.com", false, TRUST))
                            .problems());
            for (String protocol : List.of("TLSv1.3", "TLSv1.2")) {
                Map<String, String> answer = ask(edge, Certs.ONE.client("alice"), protocol);
                assertEquals("CN=alice", answer.get("subject"));
                assertEquals("true", answer.get("verified"));
                assertEquals(
                        "CN=bob",
                        ask(edge, Certs.ONE.clientBehindIntermediate("bob"), protocol)
                                .get("subject"));
                assertThrows(IOException.class, () -> ask(edge, null, protocol));
                assertThrows(IOException.class, () -> ask(edge, Certs.OTHER.client("mallory"), protocol));
                assertThrows(
                        IOException.class,
                        () -> ask(
                                edge,
                                Certs.ONE.client("late", b -> Certs.expired().apply(PLAIN.apply(b))),
                                protocol));
                assertThrows(
                        IOException.class,
                        () -> ask(edge, Certs.ONE.client("server", b -> b.addExtendedKeyUsageServerAuth()), protocol));
            }
            Edge.await(
                    "all are counted",
                    () -> edge.refused(443, "client_certificate_missing") == 2
                            && edge.refused(443, "client_certificate_invalid") == 6);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = TlsEngine.class,
            names = {"AUTO", "JDK"})
    void with_the_insecure_fallback_every_client_gets_in_and_is_marked(TlsEngine engine) throws Exception {
        try (Edge edge = Edge.start(b -> b.tlsEngine(engine))) {
            edge.apply(SERVER, TRUST, listener("mtls", "a.example.com", true, TRUST));
            assertEquals("true", ask(edge, Certs.ONE.client("alice"), "TLSv1.3").get("verified"));
            Map<String, String> none = ask(edge, null, "TLSv1.3");
            assertEquals("", none.get("subject"));
            assertEquals("false", none.get("verified"));
            Map<String, String> late =
                    ask(edge, Certs.ONE.client("late", b -> Certs.expired().apply(PLAIN.apply(b))), "TLSv1.3");
            assertEquals("CN=late", late.get("subject"));
            assertEquals("false", late.get("verified"));
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = TlsEngine.class,
            names = {"AUTO", "JDK"})
    void a_certificate_of_another_authority_gets_in_under_the_fallback_only(TlsEngine engine) throws Exception {
        SSLContext mallory = stubborn(Certs.OTHER.client("mallory"));
        try (Edge edge = Edge.start(b -> b.tlsEngine(engine))) {
            edge.apply(SERVER, TRUST, listener("mtls", "a.example.com", true, TRUST));
            Map<String, String> answer = ask(edge, mallory, "a.example.com", "TLSv1.3");
            assertEquals("CN=mallory", answer.get("subject"));
            assertEquals("false", answer.get("verified"));
            edge.apply(SERVER, TRUST, listener("mtls", "a.example.com", false, TRUST));
            assertThrows(IOException.class, () -> ask(edge, mallory, "a.example.com", "TLSv1.3"));
        }
    }

    /** Trusts our server and shows this certificate whatever authorities the server names. */
    private static SSLContext stubborn(@Nullable X509Bundle own) {
        if (own == null) {
            return Certs.ONE.context(null);
        }
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            var keys = javax.net.ssl.KeyManagerFactory.getInstance("PKIX");
            keys.init(own.toKeyStore("x".toCharArray()), "x".toCharArray());
            context.init(
                    new javax.net.ssl.KeyManager[] {
                        new Stubborn((javax.net.ssl.X509ExtendedKeyManager) keys.getKeyManagers()[0])
                    },
                    Certs.ONE.authority().toTrustManagerFactory().getTrustManagers(),
                    null);
            return context;
        } catch (java.security.GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Shows its certificate whatever authorities the server names. */
    private static final class Stubborn extends javax.net.ssl.X509ExtendedKeyManager {
        private final javax.net.ssl.X509ExtendedKeyManager inner;

        Stubborn(javax.net.ssl.X509ExtendedKeyManager inner) {
            this.inner = inner;
        }

        @Override
        public String chooseClientAlias(
                String[] types, java.security.Principal @Nullable [] issuers, java.net.@Nullable Socket socket) {
            return inner.getClientAliases("EC", null)[0];
        }

        @Override
        public String[] getClientAliases(String type, java.security.Principal @Nullable [] issuers) {
            return inner.getClientAliases(type, null);
        }

        @Override
        public String[] getServerAliases(String type, java.security.Principal @Nullable [] issuers) {
            return inner.getServerAliases(type, issuers);
        }

        @Override
        public String chooseServerAlias(
                String type, java.security.Principal @Nullable [] issuers, java.net.@Nullable Socket socket) {
            return inner.chooseServerAlias(type, issuers, socket);
        }

        @Override
        public java.security.cert.X509Certificate[] getCertificateChain(String alias) {
            return inner.getCertificateChain(alias);
        }

        @Override
        public java.security.PrivateKey getPrivateKey(String alias) {
            return inner.getPrivateKey(alias);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = TlsEngine.class,
            names = {"AUTO", "JDK"})
    void a_session_of_an_open_listener_is_not_resumed_where_certificates_are_demanded(TlsEngine engine)
            throws Exception {
        CertificatePlan both = Certs.plan("both", Certs.ONE.server("a.example.com", "b.example.com"));
        for (String protocol : List.of("TLSv1.3", "TLSv1.2")) {
            try (Edge edge = Edge.start(b -> b.tlsEngine(engine))) {
                edge.apply(both, TRUST, Edge.https("open", 443, "a.example.com", both));
                SSLContext context = Certs.ONE.context(null);
                ask(edge, context, "a.example.com", protocol);
                // the same name and certificate, now with validation: the client offers its old session
                ListenerPlan strict = Edge.https(
                        "open",
                        443,
                        "a.example.com",
                        Optional.of(new ClientValidation(List.of(TRUST.key()), false)),
                        Map.of(),
                        both);
                edge.apply(both, TRUST, strict);
                assertThrows(IOException.class, () -> ask(edge, context, "a.example.com", protocol));
            }
        }
    }

    @Test
    void without_usable_authorities_the_listener_is_closed() throws Exception {
        TrustPlan broken =
                new TrustPlan(TRUST.source(), "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----");
        try (Edge edge = Edge.start()) {
            Ack ack = edge.apply(
                    SERVER,
                    broken,
                    listener("mtls", "a.example.com", false, broken),
                    Edge.https("open", 443, "b.example.com", SERVER));
            assertEquals(
                    List.of(broken.key(), "listener/Gateway/default/gw/mtls"),
                    ack.problems().stream().map(Ack.Problem::entry).toList());
            assertThrows(IOException.class, () -> ask(edge, Certs.ONE.client("alice"), "TLSv1.3"));
            assertEquals(
                    "open",
                    ask(edge, Certs.ONE.context(null), "b.example.com", "TLSv1.3")
                            .get("listener"));
        }
    }

    @Test
    void an_authority_bundle_with_comments_and_several_certificates_is_read_whole() throws Exception {
        String bundle = "# two of them\r\n\r\n"
                + Certs.OTHER.trust("x").caPem().replace("\n", "\r\n")
                + "subject: something\r\n"
                + TRUST.caPem();
        TrustPlan trust = new TrustPlan(TRUST.source(), bundle);
        try (Edge edge = Edge.start()) {
            edge.apply(SERVER, trust, listener("mtls", "a.example.com", false, trust));
            assertEquals(
                    "CN=alice", ask(edge, Certs.ONE.client("alice"), "TLSv1.3").get("subject"));
        }
    }
}
