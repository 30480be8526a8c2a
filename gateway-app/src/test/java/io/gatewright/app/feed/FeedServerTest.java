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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The controller's end of the feed, spoken to by proxies that keep every message. */
class FeedServerTest {
    private static final Duration SHORT = Duration.ofMillis(300);

    private ServedFeed feed;

    @BeforeEach
    void start() throws IOException {
        feed = new ServedFeed();
    }

    @AfterEach
    void stop() {
        feed.close();
    }

    @Test
    void a_proxy_gets_the_whole_plan_first_with_its_keys_and_its_acknowledgement_is_the_answer() throws Exception {
        ObjectRef secret = new ObjectRef("", "Secret", "default", "cert");
        CertificatePlan certificate = new CertificatePlan(secret, "chain", new CertificatePlan.PrivateKey("s3cr3t"));
        Plan whole = plan(listener("http", 80), certificate);
        feed.accept(7, whole);
        RawProxy proxy = feed.proxy();
        Update update = proxy.update();
        assertEquals(7, update.version());
        assertEquals(whole.entries().keySet(), update.puts().keySet());
        assertEquals(certificate, FeedProtocol.entry(update.puts().get(certificate.key())));
        assertEquals(List.of(), update.gone());
        assertArrayEquals(
                "gw".getBytes(StandardCharsets.US_ASCII), update.sessionKey().toArray());
        proxy.acknowledge(7, bound(80));
        assertEquals(new Ack(GATEWAY, 7, bound(80), List.of()), next(feed.acks, "the answer"));
        assertEquals(Map.of(GATEWAY, 1), feed.server().proxies());
    }

    @Test
    void after_that_only_what_changes_travels() throws Exception {
        feed.accept(1, plan(listener("http", 80), trust("a", "1"), trust("b", "1")));
        RawProxy proxy = feed.proxy();
        proxy.update();
        proxy.acknowledge(1, bound(80));
        next(feed.acks, "the answer");
        feed.accept(2, plan(listener("http", 80), trust("b", "2"), trust("c", "1")));
        Update update = proxy.update();
        assertEquals(2, update.version());
        assertEquals(Set.of(trustKey("b"), trustKey("c")), update.puts().keySet());
        assertEquals(List.of(trustKey("a")), update.gone());
    }

    @Test
    void what_changes_while_a_proxy_is_busy_goes_together() throws Exception {
        feed.accept(1, plan(listener("http", 80)));
        RawProxy proxy = feed.proxy();
        proxy.update();
        feed.accept(2, plan(listener("http", 80), trust("a", "1")));
        feed.accept(3, plan(listener("http", 80), trust("a", "2"), trust("b", "1")));
        proxy.acknowledge(1, bound(80));
        Update update = proxy.update();
        assertEquals(3, update.version());
        assertEquals(Set.of(trustKey("a"), trustKey("b")), update.puts().keySet());
        proxy.acknowledge(3, bound(80));
        for (long version : List.of(1L, 3L, 3L)) {
            assertEquals(version, next(feed.acks, "an answer").version());
        }
        assertNull(proxy.updates.peek());
    }

    @Test
    void proxies_are_heard_together_the_oldest_version_common_sockets_all_problems() throws Exception {
        feed.accept(1, plan(listener("http", 80)));
        RawProxy one = feed.proxy();
        one.update();
        one.acknowledge(1, bound(80, 81));
        assertEquals(bound(80, 81), next(feed.acks, "the answer").bound());
        RawProxy two = feed.proxy();
        two.update();
        two.acknowledge(1, bound(80), new Ack.Problem("listener/x", "PortUnavailable", "port 81 is in use"));
        Ack common = next(feed.later, "news");
        assertEquals(bound(80), common.bound());
        assertEquals("listener/x", common.problems().get(0).entry());

        feed.accept(2, plan(listener("http", 80), trust("a", "1")));
        one.update();
        two.update();
        one.acknowledge(2, bound(80, 81), new Ack.Problem("listener/y", "Invalid", "no"));
        assertEquals(1, next(feed.later, "news").version());
        assertNull(feed.acks.peek(), "the other one has not answered");
        two.acknowledge(2, bound(80, 81));
        Ack answer = next(feed.acks, "the answer");
        assertEquals(2, answer.version());
        assertEquals(bound(80, 81), answer.bound());
        assertEquals(
                List.of("listener/y"),
                answer.problems().stream().map(Ack.Problem::entry).toList());
    }

    @Test
    void a_proxy_that_leaves_is_not_waited_for() throws Exception {
        feed.accept(1, plan(listener("http", 80)));
        RawProxy one = feed.proxy();
        RawProxy two = feed.proxy();
        for (RawProxy proxy : List.of(one, two)) {
            proxy.update();
            proxy.acknowledge(1, bound(80));
        }
        next(feed.acks, "the answer");
        feed.accept(2, plan(listener("http", 80), trust("a", "1")));
        one.update();
        two.update();
        one.acknowledge(2, bound(80));
        two.close();
        assertEquals(2, next(feed.acks, "the answer").version());
    }

    @Test
    void a_slow_proxy_is_disconnected_and_the_others_count() throws Exception {
        feed.restart(
                ServedFeed.LONG,
                Duration.ofSeconds(2),
                ServedFeed.LONG); // enough for the quick one, on a slow machine too
        feed.accept(1, plan(listener("http", 80)));
        RawProxy quick = feed.proxy();
        RawProxy slow = feed.proxy();
        for (RawProxy proxy : List.of(quick, slow)) {
            proxy.update();
            proxy.acknowledge(1, bound(80));
        }
        next(feed.acks, "the answer");
        feed.accept(2, plan(listener("http", 80), trust("a", "1")));
        quick.update();
        quick.acknowledge(2, bound(80));
        assertEquals(Reason.DEADLINE_EXCEEDED, slow.reason());
        assertEquals(2, next(feed.acks, "the answer").version());
        assertEquals(Map.of(GATEWAY, 1), feed.server().proxies());
    }

    @Test
    void where_nobody_serves_that_is_the_answer_after_some_patience() throws Exception {
        feed.restart(SHORT, ServedFeed.LONG, ServedFeed.LONG);
        long start = System.nanoTime();
        feed.accept(1, plan(listener("http", 80)));
        assertEquals(new Ack(GATEWAY, 1, List.of(), List.of()), next(feed.acks, "the answer"));
        assertTrue(System.nanoTime() - start >= SHORT.toNanos());
    }

    @Test
    void when_the_last_proxy_leaves_nothing_is_served_after_some_patience() throws Exception {
        feed.restart(SHORT, ServedFeed.LONG, ServedFeed.LONG);
        feed.accept(1, plan(listener("http", 80)));
        RawProxy proxy = feed.proxy();
        proxy.update();
        proxy.acknowledge(1, bound(80));
        while (next(feed.acks, "the answer").bound().isEmpty()) {
            feed.accept(2, feed.told()); // a slow machine: patience was over first
        }
        proxy.close();
        while (!next(feed.later, "news").bound().isEmpty()) {
            // what the proxy said when patience was over
        }
    }

    @Test
    void to_serve_nothing_needs_nobody() throws Exception {
        feed.accept(1, Plan.empty(GATEWAY));
        assertEquals(new Ack(GATEWAY, 1, List.of(), List.of()), next(feed.acks, "the answer"));
        assertEquals(Map.of(), feed.server().proxies());
    }

    @Test
    void a_gateway_without_a_plan_has_nothing_to_serve() throws Exception {
        Update update = feed.proxy(Map.of(trustKey("old"), "x")).update();
        assertEquals(Map.of(), update.puts());
        assertEquals(List.of(trustKey("old")), update.gone());
    }

    @Test
    void who_connects_again_is_told_the_difference_to_what_it_has() throws Exception {
        Plan before = plan(listener("http", 80), trust("a", "1"), trust("b", "1"), trust("c", "1"));
        feed.accept(1, plan(listener("http", 80), trust("a", "1"), trust("b", "2"), trust("d", "1")));
        Update update = feed.proxy(FeedProtocol.digests(before)).update();
        assertEquals(Set.of(trustKey("b"), trustKey("d")), update.puts().keySet());
        assertEquals(List.of(trustKey("c")), update.gone());
        Update same = feed.proxy(FeedProtocol.digests(feed.told())).update();
        assertEquals(Map.of(), same.puts());
        assertEquals(List.of(), same.gone());
        assertEquals(1, same.version());
    }

    @Test
    void a_replica_that_does_not_lead_says_who_does_and_keeps_the_plan_for_its_own_time() throws Exception {
        feed.server().lead(false);
        feed.accept(1, plan(listener("http", 80)));
        RawProxy unknown = feed.proxy();
        assertEquals(Reason.UNAVAILABLE, unknown.reason());
        assertEquals(Optional.empty(), unknown.end().orElseThrow().leader());
        feed.leader = Optional.of("10.0.0.7:18000");
        RawProxy sent = feed.proxy();
        assertEquals(feed.leader, sent.end().orElseThrow().leader());

        feed.server().lead(true);
        RawProxy proxy = feed.proxy();
        assertEquals(1, proxy.update().version());
        proxy.acknowledge(1, bound(80));
        assertEquals(bound(80), next(feed.acks, "the answer").bound());
        feed.server().lead(false);
        assertEquals(Reason.UNAVAILABLE, proxy.reason());
    }

    @Test
    void a_large_plan_comes_in_parts_of_which_the_last_says_so() throws Exception {
        Plan large = Plan.empty(GATEWAY);
        String text = "x".repeat(300_000);
        for (int i = 0; i < 20; i++) {
            large = large.apply(PlanDiff.between(Plan.empty(GATEWAY), plan(trust("t" + i, text)), 1));
        }
        feed.accept(1, large);
        List<Update> parts = feed.proxy().difference();
        assertTrue(parts.size() >= 4, parts.toString());
        List<String> keys = new ArrayList<>();
        parts.forEach(part -> keys.addAll(part.puts().keySet()));
        assertEquals(20, keys.size());
        assertEquals(large.entries().keySet(), Set.copyOf(keys));
    }

    @Test
    void a_fact_that_nobody_asked_for_is_passed_on_once() throws Exception {
        feed.accept(1, plan(listener("http", 80)));
        RawProxy proxy = feed.proxy();
        proxy.update();
        proxy.acknowledge(1, bound());
        next(feed.acks, "the answer");
        proxy.acknowledge(1, bound());
        proxy.acknowledge(1, bound(80));
        assertEquals(bound(80), next(feed.later, "news").bound());
        assertNull(feed.later.peek());
    }
}
