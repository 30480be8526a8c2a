package io.gatewright.app.feed;

import static io.gatewright.app.feed.Feeds.GATEWAY;
import static io.gatewright.app.feed.Feeds.bound;
import static io.gatewright.app.feed.Feeds.listener;
import static io.gatewright.app.feed.Feeds.next;
import static io.gatewright.app.feed.Feeds.plan;
import static io.gatewright.app.feed.Feeds.trust;
import static io.gatewright.app.feed.Feeds.trustKey;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatewright.app.feed.FeedProtocol.End;
import io.gatewright.app.feed.FeedProtocol.Hello;
import io.gatewright.app.feed.FeedProtocol.Reason;
import io.gatewright.app.feed.FeedProtocol.Update;
import io.gatewright.model.name.ObjectRef;
import io.gatewright.semantics.plan.Ack;
import io.gatewright.semantics.plan.CertificatePlan;
import io.gatewright.semantics.plan.Plan;
import io.gatewright.semantics.plan.PlanDiff;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The controller's end of the feed, spoken to by proxies that keep every message. */
class FeedServerTest {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final FeedKeys KEYS = Feeds.keys();

    private final Logger log = Logger.getLogger(FeedServer.class.getName());
    private final BlockingQueue<Ack> later = new LinkedBlockingQueue<>();
    private final BlockingQueue<Ack> acks = new LinkedBlockingQueue<>();
    private final List<RawProxy> proxies = new ArrayList<>();
    private Optional<String> leader = Optional.empty();
    private Plan told = Plan.empty(GATEWAY);
    private volatile CountDownLatch judging = new CountDownLatch(0);
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

    @BeforeEach
    void start() throws IOException {
        log.setLevel(Level.OFF); // refusals are on purpose
        server = server(LONG, LONG, LONG);
    }

    private FeedServer server(Duration patience, Duration slowest, Duration age) throws IOException {
        if (server != null) {
            server.close();
        }
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

    @AfterEach
    void stop() {
        proxies.forEach(RawProxy::close);
        server.close();
        log.setLevel(null);
    }

    private RawProxy proxy(Map<String, String> has) {
        return keep(RawProxy.connect(server.port(), KEYS, "gw", new Hello("p", has)));
    }

    private RawProxy proxy() {
        return proxy(Map.of());
    }

    private RawProxy keep(RawProxy proxy) {
        proxies.add(proxy);
        return proxy;
    }

    private void accept(long version, Plan next) {
        server.accept(PlanDiff.between(told, next, version), acks::add);
        told = next;
    }

    @Test
    void a_proxy_gets_the_whole_plan_first_with_its_keys_and_its_acknowledgement_is_the_answer() throws Exception {
        ObjectRef secret = new ObjectRef("", "Secret", "default", "cert");
        CertificatePlan certificate = new CertificatePlan(secret, "chain", new CertificatePlan.PrivateKey("s3cr3t"));
        Plan whole = plan(listener("http", 80), certificate);
        accept(7, whole);
        RawProxy proxy = proxy();
        Update update = proxy.update();
        assertEquals(7, update.version());
        assertEquals(whole.entries().keySet(), update.puts().keySet());
        assertEquals(certificate, FeedProtocol.entry(update.puts().get(certificate.key())));
        assertEquals(List.of(), update.gone());
        assertArrayEquals(
                "gw".getBytes(StandardCharsets.US_ASCII), update.sessionKey().toArray());
        proxy.acknowledge(7, bound(80));
        assertEquals(new Ack(GATEWAY, 7, bound(80), List.of()), next(acks, "the answer"));
        assertEquals(Map.of(GATEWAY, 1), server.proxies());
    }

    @Test
    void after_that_only_what_changes_travels() throws Exception {
        accept(1, plan(listener("http", 80), trust("a", "1"), trust("b", "1")));
        RawProxy proxy = proxy();
        proxy.update();
        proxy.acknowledge(1, bound(80));
        next(acks, "the answer");
        accept(2, plan(listener("http", 80), trust("b", "2"), trust("c", "1")));
        Update update = proxy.update();
        assertEquals(2, update.version());
        assertEquals(Set.of(trustKey("b"), trustKey("c")), update.puts().keySet());
        assertEquals(List.of(trustKey("a")), update.gone());
    }

    @Test
    void what_changes_while_a_proxy_is_busy_goes_together() throws Exception {
        accept(1, plan(listener("http", 80)));
        RawProxy proxy = proxy();
        proxy.update();
        accept(2, plan(listener("http", 80), trust("a", "1")));
        accept(3, plan(listener("http", 80), trust("a", "2"), trust("b", "1")));
        proxy.acknowledge(1, bound(80));
        Update update = proxy.update();
        assertEquals(3, update.version());
        assertEquals(Set.of(trustKey("a"), trustKey("b")), update.puts().keySet());
        proxy.acknowledge(3, bound(80));
        for (long version : List.of(1L, 3L, 3L)) {
            assertEquals(version, next(acks, "an answer").version());
        }
        assertNull(proxy.updates.peek());
    }

    @Test
    void proxies_are_heard_together_the_oldest_version_common_sockets_all_problems() throws Exception {
        accept(1, plan(listener("http", 80)));
        RawProxy one = proxy();
        one.update();
        one.acknowledge(1, bound(80, 81));
        assertEquals(bound(80, 81), next(acks, "the answer").bound());
        RawProxy two = proxy();
        two.update();
        two.acknowledge(1, bound(80), new Ack.Problem("listener/x", "PortUnavailable", "port 81 is in use"));
        Ack common = next(later, "news");
        assertEquals(bound(80), common.bound());
        assertEquals("listener/x", common.problems().get(0).entry());

        accept(2, plan(listener("http", 80), trust("a", "1")));
        one.update();
        two.update();
        one.acknowledge(2, bound(80, 81), new Ack.Problem("listener/y", "Invalid", "no"));
        assertEquals(1, next(later, "news").version());
        assertNull(acks.peek(), "the other one has not answered");
        two.acknowledge(2, bound(80, 81));
        Ack answer = next(acks, "the answer");
        assertEquals(2, answer.version());
        assertEquals(bound(80, 81), answer.bound());
        assertEquals(
                List.of("listener/y"),
                answer.problems().stream().map(Ack.Problem::entry).toList());
    }

    @Test
    void a_proxy_that_leaves_is_not_waited_for() throws Exception {
        accept(1, plan(listener("http", 80)));
        RawProxy one = proxy();
        RawProxy two = proxy();
        for (RawProxy proxy : List.of(one, two)) {
            proxy.update();
            proxy.acknowledge(1, bound(80));
        }
        next(acks, "the answer");
        accept(2, plan(listener("http", 80), trust("a", "1")));
        one.update();
        two.update();
        one.acknowledge(2, bound(80));
        two.close();
        assertEquals(2, next(acks, "the answer").version());
    }

    @Test
    void a_slow_proxy_is_disconnected_and_the_others_count() throws Exception {
        server = server(LONG, Duration.ofSeconds(2), LONG); // enough for the quick one, on a slow machine too
        accept(1, plan(listener("http", 80)));
        RawProxy quick = proxy();
        RawProxy slow = proxy();
        for (RawProxy proxy : List.of(quick, slow)) {
            proxy.update();
            proxy.acknowledge(1, bound(80));
        }
        next(acks, "the answer");
        accept(2, plan(listener("http", 80), trust("a", "1")));
        quick.update();
        quick.acknowledge(2, bound(80));
        assertEquals(Reason.DEADLINE_EXCEEDED, slow.reason());
        assertEquals(2, next(acks, "the answer").version());
        assertEquals(Map.of(GATEWAY, 1), server.proxies());
    }

    @Test
    void where_nobody_serves_that_is_the_answer_after_some_patience() throws Exception {
        server = server(SHORT, LONG, LONG);
        long start = System.nanoTime();
        accept(1, plan(listener("http", 80)));
        assertEquals(new Ack(GATEWAY, 1, List.of(), List.of()), next(acks, "the answer"));
        assertTrue(System.nanoTime() - start >= SHORT.toNanos());
    }

    @Test
    void when_the_last_proxy_leaves_nothing_is_served_after_some_patience() throws Exception {
        server = server(SHORT, LONG, LONG);
        accept(1, plan(listener("http", 80)));
        RawProxy proxy = proxy();
        proxy.update();
        proxy.acknowledge(1, bound(80));
        while (next(acks, "the answer").bound().isEmpty()) {
            accept(2, told); // a slow machine: patience was over first
        }
        proxy.close();
        while (!next(later, "news").bound().isEmpty()) {
            // what the proxy said when patience was over
        }
    }

    @Test
    void to_serve_nothing_needs_nobody() throws Exception {
        accept(1, Plan.empty(GATEWAY));
        assertEquals(new Ack(GATEWAY, 1, List.of(), List.of()), next(acks, "the answer"));
        assertEquals(Map.of(), server.proxies());
    }

    @Test
    void a_gateway_without_a_plan_has_nothing_to_serve() throws Exception {
        Update update = proxy(Map.of(trustKey("old"), "x")).update();
        assertEquals(Map.of(), update.puts());
        assertEquals(List.of(trustKey("old")), update.gone());
    }

    @Test
    void who_connects_again_is_told_the_difference_to_what_it_has() throws Exception {
        Plan before = plan(listener("http", 80), trust("a", "1"), trust("b", "1"), trust("c", "1"));
        accept(1, plan(listener("http", 80), trust("a", "1"), trust("b", "2"), trust("d", "1")));
        Update update = proxy(FeedProtocol.digests(before)).update();
        assertEquals(Set.of(trustKey("b"), trustKey("d")), update.puts().keySet());
        assertEquals(List.of(trustKey("c")), update.gone());
        Update same = proxy(FeedProtocol.digests(told)).update();
        assertEquals(Map.of(), same.puts());
        assertEquals(List.of(), same.gone());
        assertEquals(1, same.version());
    }

    @Test
    void a_wrong_or_foreign_token_gets_nothing() throws Exception {
        accept(1, plan(listener("http", 80)));
        RawProxy none = keep(RawProxy.greeting(server.port(), KEYS, ""));
        assertEquals(Reason.UNAUTHENTICATED, none.reason());
        RawProxy foreign = keep(RawProxy.connect(server.port(), KEYS, "other", new Hello("p", Map.of())));
        assertEquals(Reason.PERMISSION_DENIED, foreign.reason());
        RawProxy unsure = keep(RawProxy.connect(server.port(), KEYS, "unknown", new Hello("p", Map.of())));
        assertEquals(Reason.UNAVAILABLE, unsure.reason());
        assertTrue(foreign.updates.isEmpty() && unsure.updates.isEmpty());
        assertEquals(0, server.proxies().getOrDefault(GATEWAY, 0));
    }

    @Test
    void who_trusts_another_authority_sends_no_token() throws Exception {
        FeedKeys others = Feeds.keys();
        RawProxy proxy = keep(RawProxy.connect(server.port(), others, "gw", new Hello("p", Map.of())));
        assertEquals(Optional.empty(), proxy.end());
    }

    @Test
    void a_replica_that_does_not_lead_says_who_does_and_keeps_the_plan_for_its_own_time() throws Exception {
        server.lead(false);
        accept(1, plan(listener("http", 80)));
        RawProxy unknown = proxy();
        assertEquals(Reason.UNAVAILABLE, unknown.reason());
        assertEquals(Optional.empty(), unknown.end().orElseThrow().leader());
        leader = Optional.of("10.0.0.7:18000");
        RawProxy sent = proxy();
        assertEquals(leader, sent.end().orElseThrow().leader());

        server.lead(true);
        RawProxy proxy = proxy();
        assertEquals(1, proxy.update().version());
        proxy.acknowledge(1, bound(80));
        assertEquals(bound(80), next(acks, "the answer").bound());
        server.lead(false);
        assertEquals(Reason.UNAVAILABLE, proxy.reason());
    }

    @Test
    void a_large_plan_comes_in_parts_of_which_the_last_says_so() throws Exception {
        Plan large = Plan.empty(GATEWAY);
        String text = "x".repeat(300_000);
        for (int i = 0; i < 20; i++) {
            large = large.apply(PlanDiff.between(Plan.empty(GATEWAY), plan(trust("t" + i, text)), 1));
        }
        accept(1, large);
        List<Update> parts = proxy().difference();
        assertTrue(parts.size() >= 4, parts.toString());
        List<String> keys = new ArrayList<>();
        parts.forEach(part -> keys.addAll(part.puts().keySet()));
        assertEquals(20, keys.size());
        assertEquals(large.entries().keySet(), Set.copyOf(keys));
    }

    @Test
    void a_stream_ends_when_it_is_time_for_a_new_token() throws Exception {
        server = server(LONG, LONG, Duration.ofSeconds(2)); // enough to say hello first, on a slow machine too
        accept(1, plan(listener("http", 80)));
        RawProxy proxy = proxy();
        proxy.update();
        assertEquals(Optional.of(End.of(Reason.UNAVAILABLE, "show a new token")), proxy.end());
    }

    @Test
    void what_is_no_message_ends_the_call_and_nothing_else() throws Exception {
        accept(1, plan(listener("http", 80)));
        RawProxy good = proxy();
        good.update();
        RawProxy bad = keep(RawProxy.greeting(server.port(), KEYS, "gw"));
        bad.welcome.get(60, TimeUnit.SECONDS);
        bad.say(text("{\"instance\": \"p\", \"entries\": 5}"));
        assertEquals(Reason.INVALID_ARGUMENT, bad.reason());
        RawProxy worse = proxy();
        worse.update();
        worse.say(text("{\"version\": \"one\"}"));
        assertEquals(Reason.INVALID_ARGUMENT, worse.reason());
        good.acknowledge(1, bound(80));
        assertEquals(1, next(acks, "the answer").version());
    }

    private static byte[] text(String json) {
        return json.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void of_strangers_nothing_is_read_but_a_greeting() throws Exception {
        accept(1, plan(listener("http", 80)));
        RawProxy large = keep(RawProxy.silent(server.port(), KEYS));
        large.announce(FeedProtocol.LARGEST_GREETING + 1);
        assertEquals(Optional.empty(), large.end(), "hung up on, before it was read");
        RawProxy strange = keep(RawProxy.silent(server.port(), KEYS));
        strange.say(text("{\"gateway\": \"a/b/c\", \"token\": \"gw\"}"));
        assertEquals(Reason.INVALID_ARGUMENT, strange.reason());
        judging = new CountDownLatch(1);
        RawProxy hasty = keep(RawProxy.greeting(server.port(), KEYS, "gw"));
        hasty.say(FeedProtocol.write(new Hello("p", Map.of())));
        assertEquals(Reason.INVALID_ARGUMENT, hasty.reason());
        judging.countDown();
        assertEquals(0, server.proxies().get(GATEWAY), "nobody was fed");
    }

    @Test
    void a_fact_that_nobody_asked_for_is_passed_on_once() throws Exception {
        accept(1, plan(listener("http", 80)));
        RawProxy proxy = proxy();
        proxy.update();
        proxy.acknowledge(1, bound());
        next(acks, "the answer");
        proxy.acknowledge(1, bound());
        proxy.acknowledge(1, bound(80));
        assertEquals(bound(80), next(later, "news").bound());
        assertNull(later.peek());
    }

    @Test
    void who_cannot_be_fed_because_of_a_defect_is_hung_up_on_and_does_not_wait() throws Exception {
        RawProxy proxy = keep(RawProxy.silent(server.port(), KEYS));
        proxy.say(FeedProtocol.write(new FeedProtocol.Greeting(Feeds.OTHER, "other")));
        proxy.welcome.get(60, TimeUnit.SECONDS);
        proxy.say(FeedProtocol.write(new Hello("p", Map.of())));
        assertEquals(Reason.UNAVAILABLE, proxy.reason());
    }
}
