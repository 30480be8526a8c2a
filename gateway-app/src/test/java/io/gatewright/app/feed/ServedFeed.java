package io.gatewright.app.feed;

import static io.gatewright.app.feed.Feeds.GATEWAY;

import io.gatewright.app.feed.FeedProtocol.Hello;
import io.gatewright.model.name.ObjectRef;
import io.gatewright.semantics.plan.Ack;
import io.gatewright.semantics.plan.Plan;
import io.gatewright.semantics.plan.PlanDiff;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/** A controller's end of the feed that leads, what it says of its proxies, and the proxies that a test connects to it. */
final class ServedFeed implements AutoCloseable {
    static final Duration LONG = Duration.ofMinutes(1);
    static final FeedKeys KEYS = Feeds.keys();

    final BlockingQueue<Ack> later = new LinkedBlockingQueue<>();
    final BlockingQueue<Ack> acks = new LinkedBlockingQueue<>();

    /** What is said about who leads. */
    volatile Optional<String> leader = Optional.empty();

    /** Tokens are judged when this is open. */
    volatile CountDownLatch judging = new CountDownLatch(0);

    private final Logger log = Logger.getLogger(FeedServer.class.getName());
    private final List<RawProxy> proxies = new ArrayList<>();
    private Plan told = Plan.empty(GATEWAY);
    private FeedServer server;

    /** The token of a Gateway's proxies is its name. */
    private final class Door implements FeedServer.Door {
        @Override
        public Optional<String> refusal(String token, ObjectRef gateway) {
            try {
                judging.await(60, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            if (token.equals("unknown")) {
                throw new IllegalStateException("on purpose");
            }
            return token.equals(gateway.name()) ? Optional.empty() : Optional.of("not your Gateway");
        }

        @Override
        public byte[] sessionKey(ObjectRef gateway) {
            if (gateway.equals(Feeds.OTHER)) {
                throw new IllegalStateException("on purpose");
            }
            return gateway.name().getBytes(StandardCharsets.US_ASCII);
        }

        @Override
        public Optional<String> leader() {
            return leader;
        }
    }

    ServedFeed() throws IOException {
        log.setLevel(Level.OFF); // refusals are on purpose
        server = start(LONG, LONG, LONG);
    }

    private FeedServer start(Duration patience, Duration slowest, Duration age) throws IOException {
        FeedServer started = FeedServer.start(
                new FeedServer.Settings(
                        Feeds.loopback(),
                        Feeds.tls(new ServerIdentity.Newest(Feeds.identity(KEYS))),
                        patience,
                        slowest,
                        age),
                new Door(),
                later::add);
        started.lead(true);
        return started;
    }

    /** Another one with these times in its place. */
    void restart(Duration patience, Duration slowest, Duration age) throws IOException {
        server.close();
        server = start(patience, slowest, age);
    }

    FeedServer server() {
        return server;
    }

    RawProxy proxy(Map<String, String> has) {
        return keep(RawProxy.connect(server.port(), KEYS, "gw", new Hello("p", has)));
    }

    RawProxy proxy() {
        return proxy(Map.of());
    }

    /** One that is closed in the end. */
    RawProxy keep(RawProxy proxy) {
        proxies.add(proxy);
        return proxy;
    }

    /** The newest plan that the server was given. */
    Plan told() {
        return told;
    }

    void accept(long version, Plan next) {
        server.accept(PlanDiff.between(told, next, version), acks::add);
        told = next;
    }

    @Override
    public void close() {
        proxies.forEach(RawProxy::close);
        server.close();
        log.setLevel(null);
    }
}
