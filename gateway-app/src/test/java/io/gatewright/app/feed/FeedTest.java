package io.gatewright.app.feed;

import static io.gatewright.app.feed.Feeds.GATEWAY;
import static io.gatewright.app.feed.Feeds.bound;
import static io.gatewright.app.feed.Feeds.listener;
import static io.gatewright.app.feed.Feeds.next;
import static io.gatewright.app.feed.Feeds.plan;
import static io.gatewright.app.feed.Feeds.trust;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.gatewright.model.name.ObjectRef;
import io.gatewright.semantics.plan.Ack;
import io.gatewright.semantics.plan.Plan;
import io.gatewright.semantics.plan.PlanDiff;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Both ends of the feed on loopback. */
class FeedTest {
    private static final FeedKeys KEYS = Feeds.keys();

    @TempDir
    private Path folder;

    private final Logger log = Logger.getLogger(FeedClient.class.getName());
    private final BlockingQueue<Ack> acks = new LinkedBlockingQueue<>();
    private final List<AutoCloseable> open = new ArrayList<>();

    @BeforeEach
    void quiet() throws IOException {
        log.setLevel(Level.OFF);
        Files.writeString(folder.resolve("token"), "gw");
        Files.writeString(folder.resolve("ca.crt"), KEYS.bundle());
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable one : open) {
            one.close();
        }
        log.setLevel(null);
    }

    private FeedServer server(Optional<String> leader) throws IOException {
        FeedServer server = FeedServer.start(
                new FeedServer.Settings(
                        Feeds.loopback(),
                        Feeds.tls(new ServerIdentity.Newest(Feeds.identity(KEYS))),
                        Duration.ofMinutes(1),
                        Duration.ofMinutes(1),
                        Duration.ofMinutes(1)),
                new FeedServer.Door() {
                    @Override
                    public Optional<String> refusal(String token, ObjectRef gateway) {
                        return token.equals(gateway.name()) ? Optional.empty() : Optional.of("not your Gateway");
                    }

                    @Override
                    public byte[] sessionKey(ObjectRef gateway) {
                        return new byte[] {1};
                    }

                    @Override
                    public Optional<String> leader() {
                        return leader;
                    }
                },
                acks::add);
        open.add(0, server);
        return server;
    }

    private static String target(FeedServer server) {
        return "127.0.0.1:" + server.port();
    }

    private Plane proxy(String target) {
        Plane plane = new Plane();
        LocalCopy copy = new LocalCopy(null);
        FeedClient.Settings settings = new FeedClient.Settings(
                GATEWAY, "p", target, Feeds.NAME, folder.resolve("token"), folder.resolve("ca.crt"));
        open.add(0, copy);
        open.add(0, FeedClient.start(settings, new FollowedPlan(GATEWAY, plane::open, copy), new Random(1)));
        return plane;
    }

    private void accept(FeedServer server, Plan before, Plan after, long version) {
        server.accept(PlanDiff.between(before, after, version), acks::add);
    }

    @Test
    void plans_go_out_and_what_became_of_them_comes_back() throws Exception {
        FeedServer server = server(Optional.empty());
        server.lead(true);
        Plan first = plan(listener("http", 80), trust("a", "1"));
        accept(server, Plan.empty(GATEWAY), first, 1);
        Plane one = proxy(target(server));
        assertEquals(first, one.next().plan());
        assertEquals(new Ack(GATEWAY, 1, bound(80), List.of()), next(acks, "the answer"));
        Plane two = proxy(target(server));
        assertEquals(first, two.next().plan());

        Plan second = plan(listener("http", 81), trust("a", "1"));
        two.hold();
        accept(server, first, second, 2);
        assertEquals(List.of(listener("http", 81)), one.next().diff().puts());
        Plane.Told told = two.next();
        told.answer();
        Ack answer = next(acks, "the answer");
        while (answer.version() < 2) {
            answer = next(acks, "the answer"); // news from the one that was first
        }
        assertEquals(bound(81), answer.bound());
    }

    @Test
    void proxies_follow_the_lead() throws Exception {
        FeedServer first = server(Optional.empty());
        FeedServer second = server(Optional.of(target(first)));
        Plan plan = plan(listener("http", 80), trust("a", "1"));
        accept(first, Plan.empty(GATEWAY), plan, 100);
        accept(second, Plan.empty(GATEWAY), plan, 3);
        first.lead(true);
        Plane plane = proxy(target(second));
        assertEquals(plan, plane.next().plan());
        assertEquals(100, next(acks, "the answer").version());

        first.lead(false);
        second.lead(true);
        Ack answer = next(acks, "the answer of the other replica's plan");
        assertEquals(new Ack(GATEWAY, 3, bound(80), List.of()), answer);
        assertNull(plane.told.peek(), "the same plan is no change");
    }

    @Test
    void a_controller_that_starts_anew_finds_its_proxies_serving() throws Exception {
        FeedServer before = server(Optional.empty());
        before.lead(true);
        Plan plan = plan(listener("http", 80), trust("a", "1"));
        accept(before, Plan.empty(GATEWAY), plan, 8);
        // a name that leads to whoever leads stands before both replicas
        FeedServer after = server(Optional.of(target(before)));
        Plane plane = proxy(target(after));
        plane.next();
        next(acks, "the answer");
        before.close();
        Plan changed = plan(listener("http", 80), trust("a", "2"));
        accept(after, Plan.empty(GATEWAY), changed, 1);
        after.lead(true);
        Plane.Told told = plane.next();
        assertEquals(List.of(trust("a", "2")), told.diff().puts());
        assertEquals(changed, told.plan());
        assertEquals(new Ack(GATEWAY, 1, bound(80), List.of()), next(acks, "the answer"));
    }

    @Test
    void a_large_plan_arrives_whole() throws Exception {
        FeedServer server = server(Optional.empty());
        server.lead(true);
        Plan large = plan(listener("http", 80));
        for (int i = 0; i < 12; i++) {
            large = large.apply(PlanDiff.between(
                    Plan.empty(GATEWAY),
                    plan(trust("t" + i, String.valueOf((char) ('a' + i)).repeat(400_000))),
                    1));
        }
        accept(server, Plan.empty(GATEWAY), large, 1);
        Plane plane = proxy(target(server));
        assertEquals(large, plane.next().plan());
        assertNull(plane.told.peek());
        assertEquals(1, next(acks, "the answer").version());
    }
}
