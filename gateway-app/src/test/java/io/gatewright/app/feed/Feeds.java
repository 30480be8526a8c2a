package io.gatewright.app.feed;

import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.gatewright.model.name.ObjectRef;
import io.gatewright.semantics.listener.ListenerKey;
import io.gatewright.semantics.plan.Ack;
import io.gatewright.semantics.plan.ListenerPlan;
import io.gatewright.semantics.plan.Plan;
import io.gatewright.semantics.plan.PlanEntry;
import io.gatewright.semantics.plan.TrustPlan;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;

/** What the tests of the feed have in common: keys, plans, waiting. */
final class Feeds {
    static final ObjectRef GATEWAY = FeedProtocol.gateway("default", "gw");
    static final ObjectRef OTHER = FeedProtocol.gateway("default", "other");

    /** What the controller's certificate is good for. */
    static final String NAME = "gatewright.gatewright-system.svc";

    static final SecureRandom CHANCE = new SecureRandom();

    private Feeds() {}

    static FeedKeys keys() {
        return FeedKeys.create(Instant.now(), CHANCE);
    }

    static ServerIdentity identity(FeedKeys keys) {
        return keys.server(List.of(NAME), Instant.now(), CHANCE);
    }

    static SslContext tls(ServerIdentity.Newest identity) {
        try {
            return SslContextBuilder.forServer(identity).protocols("TLSv1.3").build();
        } catch (SSLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** TLS of the JDK for who trusts these authorities. */
    static SSLContext trusting(FeedKeys keys) {
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            for (Certificate authority : CertificateFactory.getInstance("X.509")
                    .generateCertificates(
                            new ByteArrayInputStream(keys.bundle().getBytes(StandardCharsets.US_ASCII)))) {
                store.setCertificateEntry("ca" + store.size(), authority);
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLSv1.3");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** TLS of the JDK for who shows this. */
    static SSLContext showing(ServerIdentity.Newest identity) {
        try {
            SSLContext context = SSLContext.getInstance("TLSv1.3");
            context.init(new KeyManager[] {identity}, null, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static InetSocketAddress loopback() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    static ListenerPlan listener(String name, int port) {
        return new ListenerPlan(
                new ListenerKey(GATEWAY, name),
                port,
                ListenerPlan.Protocol.HTTP,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    static TrustPlan trust(String name, String pem) {
        return new TrustPlan(new ObjectRef("", "ConfigMap", "default", name), pem);
    }

    static String trustKey(String name) {
        return trust(name, "").key();
    }

    static Plan plan(PlanEntry... entries) {
        return Plan.of(GATEWAY, List.of(entries));
    }

    static List<Ack.Bound> bound(int... ports) {
        return Arrays.stream(ports)
                .mapToObj(port -> new Ack.Bound(port, false, "10.0.0.1", port))
                .toList();
    }

    /** The next one, waited for with a bound. */
    static <T> T next(BlockingQueue<T> queue, String what) throws InterruptedException {
        T next = queue.poll(60, TimeUnit.SECONDS);
        assertNotNull(next, what + " did not come");
        return next;
    }
}
