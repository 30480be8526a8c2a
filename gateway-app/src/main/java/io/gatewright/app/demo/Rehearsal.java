package io.gatewright.app.demo;

import io.gatewright.app.check.Analysis;
import io.gatewright.app.feed.FeedKeys;
import io.gatewright.app.feed.FeedServer;
import io.gatewright.app.feed.ServerIdentity;
import io.gatewright.app.files.Declared;
import io.gatewright.model.core.Kind;
import io.gatewright.model.name.ObjectRef;
import io.gatewright.semantics.plan.Ack;
import io.gatewright.semantics.plan.Plan;
import io.gatewright.semantics.plan.PlanDiff;
import io.gatewright.semantics.topology.Settings;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * What a proxy needs around it to go through all that it does: a feed with a plan, a backend, and requests over HTTP and HTTPS.
 * A JVM that ran once with this knows the classes of a proxy. On loopback only; anybody there may be the proxy.
 */
public final class Rehearsal implements AutoCloseable {
    /** Whose proxy is awaited. */
    public static final ObjectRef GATEWAY = new ObjectRef(Kind.GATEWAY_GROUP, "Gateway", "default", "rehearsal");

    private static final String DECLARED = """
            apiVersion: gateway.networking.k8s.io/v1
            kind: Gateway
            metadata: {name: rehearsal}
            spec:
              gatewayClassName: gatewright
              listeners:
              - {name: http, port: %HTTP%, protocol: HTTP}
              - name: https
                port: %HTTPS%
                protocol: HTTPS
                tls: {certificateRefs: [{name: rehearsal}]}
            ---
            apiVersion: v1
            kind: Secret
            metadata: {name: rehearsal}
            type: kubernetes.io/tls
            data: {tls.crt: %CRT%, tls.key: %KEY%}
            ---
            apiVersion: gateway.networking.k8s.io/v1
            kind: HTTPRoute
            metadata: {name: rehearsal}
            spec:
              parentRefs: [{name: rehearsal}]
              rules:
              - filters:
                - type: RequestHeaderModifier
                  requestHeaderModifier: {set: [{name: x-rehearsal, value: "1"}]}
                backendRefs: [{name: backend, port: 80}]
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: backend}
            spec:
              ports: [{name: http, port: 80}]
            ---
            apiVersion: discovery.k8s.io/v1
            kind: EndpointSlice
            metadata: {name: backend, labels: {kubernetes.io/service-name: backend}}
            addressType: IPv4
            ports: [{name: http, port: %BACKEND%}]
            endpoints: [{addresses: [127.0.0.1]}]
            """;

    private final FeedKeys keys;
    private final DemoBackend backend;
    private final FeedServer feed;
    private final BlockingQueue<Ack> acks = new LinkedBlockingQueue<>();
    private final int http;
    private final int https;

    private Rehearsal(Path folder, int feedPort, int http, int https) throws IOException {
        this.http = http;
        this.https = https;
        SecureRandom chance = new SecureRandom();
        keys = FeedKeys.create(Instant.now(), chance);
        ServerIdentity identity = keys.server(List.of("localhost"), Instant.now(), chance);
        InetAddress loopback = InetAddress.getLoopbackAddress();
        backend = DemoBackend.start("rehearsal", new InetSocketAddress(loopback, 0));
        try {
            Plan plan = plan(identity);
            feed = FeedServer.start(
                    FeedServer.Settings.of(
                            new InetSocketAddress(loopback, feedPort), new ServerIdentity.Newest(identity)),
                    new Door(),
                    acks::add);
            feed.lead(true);
            feed.accept(PlanDiff.between(Plan.empty(GATEWAY), plan, 1), acks::add);
            Files.createDirectories(folder);
            Files.writeString(folder.resolve("ca.crt"), keys.bundle());
            Files.writeString(folder.resolve("token"), "rehearsal");
        } catch (IOException | RuntimeException e) {
            backend.close();
            throw e;
        }
    }

    /** Lets everybody in: it listens on loopback, and its secrets are nobody's. */
    private final class Door implements FeedServer.Door {
        @Override
        public Optional<String> refusal(String token, ObjectRef gateway) {
            return Optional.empty();
        }

        @Override
        public byte[] sessionKey(ObjectRef gateway) {
            return keys.sessionKey(gateway.namespacedName());
        }

        @Override
        public Optional<String> leader() {
            return Optional.empty();
        }
    }

    /**
     * Begins to feed.
     *
     * @param folder where {@code token} and {@code ca.crt} for the proxy are written
     * @param feedPort where to feed at {@code localhost}; 0 takes any free port
     * @param http port that the proxy shall bind for HTTP
     * @param https port that the proxy shall bind for HTTPS
     * @throws IOException if the folder cannot be written or a port cannot be bound
     */
    public static Rehearsal start(Path folder, int feedPort, int http, int https) throws IOException {
        return new Rehearsal(folder, feedPort, http, https);
    }

    /** Where it feeds. */
    public int feedPort() {
        return feed.port();
    }

    /**
     * Waits for the proxy and asks it over HTTP/1.1, over HTTPS with HTTP/1.1, and over HTTPS with HTTP/2.
     *
     * @param times each
     * @throws IOException if the proxy does not come in time, or answers anything but 200
     */
    public void perform(int times, Duration patience) throws IOException, InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        Ack ack;
        do {
            ack = acks.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (ack == null) {
                throw new IOException("no proxy has bound its ports within " + patience.toSeconds() + " s");
            }
        } while (ack.bound().size() < 2);
        ask(times, HttpClient.Version.HTTP_1_1, "http://localhost:" + http + "/get");
        ask(times, HttpClient.Version.HTTP_1_1, "https://localhost:" + https + "/get");
        ask(times, HttpClient.Version.HTTP_2, "https://localhost:" + https + "/get");
    }

    private void ask(int times, HttpClient.Version version, String uri) throws IOException, InterruptedException {
        HttpClient client =
                HttpClient.newBuilder().version(version).sslContext(trusting()).build();
        HttpRequest request = HttpRequest.newBuilder(URI.create(uri))
                .timeout(Duration.ofSeconds(20))
                .build();
        for (int i = 0; i < times; i++) {
            HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() != 200 || !response.version().equals(version)) {
                throw new IOException(uri + " answered " + response.statusCode() + " by " + response.version()
                        + ", expected 200 by " + version);
            }
        }
    }

    private SSLContext trusting() {
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            store.setCertificateEntry(
                    "rehearsal",
                    CertificateFactory.getInstance("X.509")
                            .generateCertificate(
                                    new ByteArrayInputStream(keys.bundle().getBytes(StandardCharsets.US_ASCII))));
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("what was just made cannot be read", e);
        }
    }

    private Plan plan(ServerIdentity identity) {
        Map<String, String> values = new TreeMap<>();
        values.put("%HTTP%", Integer.toString(http));
        values.put("%HTTPS%", Integer.toString(https));
        values.put("%BACKEND%", Integer.toString(backend.address().getPort()));
        try {
            values.put("%CRT%", base64(pem("CERTIFICATE", identity.certificate().getEncoded())));
        } catch (CertificateException e) {
            throw new IllegalStateException("a certificate could not be encoded", e);
        }
        values.put("%KEY%", base64(pem("PRIVATE KEY", identity.key().getEncoded())));
        String text = DECLARED;
        for (Map.Entry<String, String> value : values.entrySet()) {
            text = text.replace(value.getKey(), value.getValue());
        }
        Declared declared = Declared.of(new TreeMap<>(Map.of("rehearsal", Declared.read("rehearsal", text))));
        return Analysis.of(declared, Settings.defaults()).plans().get(0);
    }

    private static String pem(String label, byte[] der) {
        String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN " + label + "-----\n" + lines + "\n-----END " + label + "-----\n";
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public void close() {
        feed.close();
        backend.close();
    }
}
