package io.gatewright.runtime.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatewright.model.name.Hostname;
import io.gatewright.model.name.ObjectRef;
import io.gatewright.runtime.Certs;
import io.gatewright.semantics.plan.BackendPlan;
import io.gatewright.semantics.plan.CertificatePlan;
import io.gatewright.semantics.plan.ClusterPlan;
import io.gatewright.semantics.plan.ListenerPlan;
import io.gatewright.semantics.plan.PlanEntry;
import io.gatewright.semantics.plan.RouteKind;
import io.gatewright.semantics.plan.TrustPlan;
import io.netty.pkitesting.X509Bundle;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** HTTP over TLS on either side, with the JDK's own client and sockets as the other end. */
@ExtendWith(NoLeaks.class)
@Tag("slow")
class TlsHttpTest {
    private static ListenerPlan secured(CertificatePlan certificate) {
        return new ListenerPlan(
                Rig.LISTENER,
                80,
                ListenerPlan.Protocol.HTTPS,
                Optional.of(Hostname.of("localhost")),
                Optional.of(new ListenerPlan.Tls(true, List.of(certificate.key()), Optional.empty(), Map.of())),
                Optional.empty());
    }

    private static Rig serve(Rig rig, Rig.Rule rule) {
        CertificatePlan certificate = Certs.plan("web", Certs.ONE.server("localhost"));
        List<PlanEntry> entries = new ArrayList<>(rule.clusters);
        entries.add(secured(certificate));
        entries.add(certificate);
        entries.add(Rig.routePlan(RouteKind.HTTP));
        entries.add(rule.plan(RouteKind.HTTP, 0));
        rig.apply(entries);
        return rig;
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void the_jdks_client_speaks_both_versions_over_tls(HttpClient.Version version) throws Exception {
        try (Backend backend = Backend.echo();
                Rig rig = serve(Rig.start(), Rig.rule("/").to(backend))) {
            HttpClient client = HttpClient.newBuilder()
                    .version(version)
                    .sslContext(Certs.ONE.context(null))
                    .build();
            URI uri = URI.create("https://localhost:" + rig.port + "/x");
            HttpResponse<String> got =
                    client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
            assertEquals(version, got.version());
            assertEquals("/x", got.body());
            assertEquals("https", backend.request().header("x-forwarded-proto"));
            String large = "y".repeat(3 << 20);
            List<CompletableFuture<HttpResponse<String>>> all = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                all.add(client.sendAsync(
                        HttpRequest.newBuilder(uri)
                                .POST(HttpRequest.BodyPublishers.ofString(large))
                                .build(),
                        HttpResponse.BodyHandlers.ofString()));
            }
            for (CompletableFuture<HttpResponse<String>> one : all) {
                assertEquals(large, one.get(60, TimeUnit.SECONDS).body());
            }
            HttpRequest wrong = HttpRequest.newBuilder(uri)
                    .method("HEAD", HttpRequest.BodyPublishers.noBody())
                    .build();
            assertEquals(
                    200,
                    client.send(wrong, HttpResponse.BodyHandlers.discarding()).statusCode());
        }
    }

    @Test
    void a_host_of_another_listener_is_misdirected() throws Exception {
        try (Backend backend = Backend.echo();
                Rig rig = serve(Rig.start(), Rig.rule("/").to(backend));
                io.gatewright.runtime.Client client =
                        io.gatewright.runtime.Client.tls(rig.port, Certs.ONE.context(null), "localhost", "http/1.1");
                Wire wire = new Wire(client.socket)) {
            wire.send("GET / HTTP/1.1\r\nHost: other\r\n\r\n");
            Wire.Message head = wire.head();
            assertEquals(404, head.status());
            wire.body(head, false, false);
            wire.send("GET / HTTP/1.1\r\nHost: LocalHost.:443\r\n\r\n");
            assertEquals(200, wire.head().status());
        }
    }

    /** A TLS backend that answers with the server name it was asked for. */
    private static SSLServerSocket secureBackend(X509Bundle bundle) throws Exception {
        SSLServerSocket server = (SSLServerSocket) Certs.ONE
                .context(bundle)
                .getServerSocketFactory()
                .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread acceptor = new Thread(() -> {
            try {
                while (true) {
                    SSLSocket socket = (SSLSocket) server.accept();
                    new Thread(() -> answer(socket)).start();
                }
            } catch (java.io.IOException closed) {
                // the test is over
            }
        });
        acceptor.setDaemon(true);
        acceptor.start();
        return server;
    }

    private static void answer(SSLSocket socket) {
        try (Wire wire = new Wire(socket)) {
            while (true) {
                Wire.Message head = wire.head();
                Wire.Message whole = wire.body(head, true, false);
                String text = ((javax.net.ssl.ExtendedSSLSession) socket.getSession()).getRequestedServerNames() + " "
                        + whole.bytes().length;
                wire.send("HTTP/1.1 200 OK\r\nContent-Length: " + text.length() + "\r\n\r\n" + text);
            }
        } catch (java.io.IOException gone) {
            // as clients do
        }
    }

    private static Rig toSecure(String serverName, TrustPlan trust, int port) {
        Rig.Rule rule = Rig.rule("/");
        ClusterPlan.Tls tls =
                new ClusterPlan.Tls(serverName, List.of(trust.key()), List.of(), Optional.empty(), Map.of());
        rule.backends.add(new BackendPlan(
                1, rule.cluster(ClusterPlan.Protocol.HTTP1, "secure", Optional.of(tls), port), List.of()));
        rule.clusters.add(trust);
        return Rig.start().route(rule);
    }

    @Test
    void a_backend_is_spoken_to_over_tls_by_its_policys_name() throws Exception {
        try (SSLServerSocket backend = secureBackend(Certs.ONE.server("inner.example"));
                Rig rig = toSecure("inner.example", Certs.ONE.trust("ca"), backend.getLocalPort());
                RawClient client = rig.client()) {
            for (int i = 0; i < 3; i++) {
                client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 500000\r\n\r\n" + "z".repeat(500_000));
                String body = client.read().body();
                assertTrue(body.contains("inner.example") && body.endsWith(" 500000"), body);
            }
        }
    }

    @Test
    void a_backend_that_is_not_who_it_must_be_gets_nothing() throws Exception {
        try (SSLServerSocket backend = secureBackend(Certs.ONE.server("inner.example"))) {
            try (Rig rig = toSecure("other.example", Certs.ONE.trust("ca"), backend.getLocalPort())) {
                RawClient.Answer answer = rig.get("/");
                assertEquals(502, answer.status());
                assertEquals("backend_tls_failed", answer.reason());
            }
            try (Rig rig = toSecure("inner.example", Certs.OTHER.trust("ca"), backend.getLocalPort())) {
                assertEquals("backend_tls_failed", rig.get("/").reason());
            }
        }
        try (Backend plain = Backend.echo();
                Rig rig = toSecure("inner.example", Certs.ONE.trust("ca"), plain.port())) {
            assertEquals("backend_tls_failed", rig.get("/").reason());
        }
    }

    @Test
    void a_trust_that_cannot_be_read_closes_the_backend() throws Exception {
        TrustPlan broken = new TrustPlan(new ObjectRef("", "ConfigMap", "default", "ca"), "no certificate");
        try (Backend plain = Backend.echo();
                Rig rig = toSecure("inner.example", broken, plain.port())) {
            RawClient.Answer answer = rig.get("/");
            assertEquals(500, answer.status());
            assertEquals("backend_closed", answer.reason());
            assertEquals(0, plain.connections.get());
        }
    }
}
