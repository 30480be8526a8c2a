package io.gatewright.app.feed;

import static io.gatewright.app.feed.Feeds.GATEWAY;
import static io.gatewright.app.feed.Feeds.bound;
import static io.gatewright.app.feed.Feeds.listener;
import static io.gatewright.app.feed.Feeds.plan;
import static io.gatewright.app.feed.Feeds.trust;
import static io.gatewright.app.feed.Feeds.trustKey;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatewright.app.feed.FeedProtocol.Greeting;
import io.gatewright.app.feed.FeedProtocol.Hello;
import io.gatewright.semantics.plan.Ack;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The proxy's end of the feed, spoken to by a controller that says what a test wants. */
class FeedClientTest {
    private static final FeedKeys KEYS = Feeds.keys();

    @TempDir
    private Path folder;

    private final List<Logger> logs =
            List.of(Logger.getLogger(FeedClient.class.getName()), Logger.getLogger(FollowedPlan.class.getName()));
    private final ScriptedFeed feed = new ScriptedFeed(new ServerIdentity.Newest(Feeds.identity(KEYS)));
    private final Plane plane = new Plane();
    private final LocalCopy copy = new LocalCopy(null);
    private final FollowedPlan followed = new FollowedPlan(GATEWAY, plane::open, copy);
    private FeedClient client;

    @BeforeEach
    void start() throws IOException {
        logs.forEach(log -> log.setLevel(Level.OFF)); // connections end on purpose
        Files.writeString(folder.resolve("token"), "t0k3n\n");
        Files.writeString(folder.resolve("ca.crt"), KEYS.bundle());
        client = FeedClient.start(
                new FeedClient.Settings(
                        GATEWAY, "p", feed.target(), Feeds.NAME, folder.resolve("token"), folder.resolve("ca.crt")),
                followed,
                new Random(1));
    }

    @AfterEach
    void stop() {
        client.close();
        feed.close();
        copy.close();
        logs.forEach(log -> log.setLevel(null));
    }

    @Test
    void it_shows_its_token_says_what_it_has_and_what_became_of_what_it_is_told() throws Exception {
        ScriptedFeed.Call call = feed.next();
        assertEquals(new Greeting(GATEWAY, "t0k3n"), call.greeting);
        assertEquals(new Hello("p", Map.of()), call.hello());
        call.put(41, listener("http", 80), trust("a", "1"));
        assertEquals(plan(listener("http", 80), trust("a", "1")), plane.next().plan());
        assertArrayEquals(new byte[] {1, 2, 3}, Feeds.next(plane.opened, "a session key"));
        assertEquals(new Ack(GATEWAY, 41, bound(80), List.of()), call.ack());
        assertTrue(client.connected());
        call.update(42, false, ScriptedFeed.lines(listener("http", 81)), List.of(trustKey("a")));
        assertEquals(plan(listener("http", 81)), plane.next().plan());
        assertEquals(new Ack(GATEWAY, 42, bound(81), List.of()), call.ack());
        assertNull(plane.opened.peek(), "one data plane for all plans");
    }

    @Test
    void the_parts_of_a_difference_take_effect_together() throws Exception {
        ScriptedFeed.Call call = feed.next();
        call.hello();
        call.update(1, true, ScriptedFeed.lines(listener("http", 80)), List.of());
        call.update(1, true, ScriptedFeed.lines(trust("a", "1")), List.of());
        call.update(1, false, ScriptedFeed.lines(trust("b", "1")), List.of());
        assertEquals(3, plane.next().diff().puts().size());
        assertEquals(1, call.ack().version());
        assertNull(call.messages.peek());
    }

    @Test
    void after_a_connection_ends_it_says_what_it_has_and_goes_on_serving() throws Exception {
        ScriptedFeed.Call call = feed.next();
        call.hello();
        call.put(41, listener("http", 80), trust("a", "1"));
        plane.next();
        call.ack();
        call.end("");
        ScriptedFeed.Call again = feed.next();
        assertEquals(
                FeedProtocol.digests(plan(listener("http", 80), trust("a", "1"))),
                again.hello().entries());
        again.update(3, false, Map.of(), List.of());
        assertEquals(new Ack(GATEWAY, 3, bound(80), List.of()), again.ack());
        assertNull(plane.told.peek(), "nothing changed for the data plane");
        again.put(4, trust("a", "2"));
        assertEquals(List.of(trust("a", "2")), plane.next().diff().puts());
    }

    @Test
    void what_is_no_message_ends_the_connection_and_the_next_one_feeds() throws Exception {
        ScriptedFeed.Call call = feed.next();
        call.hello();
        call.put(1, listener("http", 80));
        plane.next();
        call.ack();
        call.say("{\"version\": \"two\"}".getBytes(StandardCharsets.UTF_8));
        ScriptedFeed.Call again = feed.next();
        again.hello();
        again.say("no JSON".getBytes(StandardCharsets.UTF_8));
        ScriptedFeed.Call last = feed.next();
        last.hello();
        last.put(2, listener("http", 81));
        assertEquals(plan(listener("http", 81)), plane.next().plan());
    }

    @Test
    void a_connection_that_ends_without_a_word_is_followed_by_another() throws Exception {
        ScriptedFeed.Call call = feed.next();
        call.hello();
        call.hangUp();
        feed.next().hello();
    }

    @Test
    void a_difference_that_is_cut_off_counts_for_nothing() throws Exception {
        ScriptedFeed.Call call = feed.next();
        call.hello();
        call.update(1, true, ScriptedFeed.lines(listener("http", 80)), List.of());
        call.end("");
        ScriptedFeed.Call again = feed.next();
        assertEquals(Map.of(), again.hello().entries());
        again.put(1, listener("https", 443));
        assertEquals(plan(listener("https", 443)), plane.next().plan());
    }

    @Test
    void an_entry_that_is_not_understood_is_told_by_its_key_and_the_rest_serves() throws Exception {
        ScriptedFeed.Call call = feed.next();
        call.hello();
        Map<String, String> lines = new HashMap<>(ScriptedFeed.lines(listener("http", 80)));
        lines.put("rule/new", "{\"rules\": {\"colour\": \"green\"}}");
        lines.put("gadget/new", "{\"gadgets\": {}}");
        lines.put("broken", "{");
        call.update(1, false, lines, List.of());
        assertEquals(plan(listener("http", 80)), plane.next().plan());
        Ack ack = call.ack();
        assertEquals(1, ack.version());
        assertEquals(bound(80), ack.bound());
        assertEquals(
                List.of("broken", "gadget/new", "rule/new"),
                ack.problems().stream().map(Ack.Problem::entry).toList());

        call.update(2, false, ScriptedFeed.lines(trust("a", "1")), List.of("broken", "gadget/new"));
        assertEquals(
                List.of("rule/new"),
                call.ack().problems().stream().map(Ack.Problem::entry).toList());
        call.end("");
        ScriptedFeed.Call again = feed.next();
        assertEquals(
                Set.of(listener("http", 80).key(), trustKey("a")),
                again.hello().entries().keySet());
        again.update(3, false, Map.of(), List.of());
        assertEquals(List.of(), again.ack().problems());
    }

    @Test
    void it_goes_where_it_is_sent_and_back_when_that_is_over() throws Exception {
        try (ScriptedFeed leader = new ScriptedFeed(new ServerIdentity.Newest(Feeds.identity(KEYS)))) {
            feed.next().end(leader.target());
            ScriptedFeed.Call call = leader.next();
            call.hello();
            call.put(1, listener("http", 80));
            assertEquals(bound(80), call.ack().bound());
            call.end("");
            feed.next().hello();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:70000", "127.0.0.1:0", "127.0.0.1:https", "9443"})
    void where_it_cannot_go_is_named_and_it_comes_back(String nowhere) throws Exception {
        BlockingQueue<String> said = new LinkedBlockingQueue<>();
        Handler listener = new Handler() {
            @Override
            public void publish(LogRecord record) {
                said.add(record.getMessage());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger log = logs.get(0);
        log.setLevel(Level.WARNING);
        log.setUseParentHandlers(false);
        log.addHandler(listener);
        try {
            feed.next().end(nowhere);
            String last;
            do {
                last = Feeds.next(said, "a reason");
            } while (!last.contains("`" + nowhere + "`: expected `host:port`"));
            feed.next().hello();
        } finally {
            log.removeHandler(listener);
            log.setUseParentHandlers(true);
        }
    }

    @Test
    void replicas_that_send_it_to_and_fro_are_given_time_to_agree() throws Exception {
        try (ScriptedFeed other = new ScriptedFeed(new ServerIdentity.Newest(Feeds.identity(KEYS)))) {
            long start = System.nanoTime();
            for (int i = 0; i < 4; i++) {
                feed.next().end(other.target());
                other.next().end(feed.target());
            }
            feed.next();
            // half of 100, 200, 400 and 800 milliseconds at least
            assertTrue(System.nanoTime() - start >= 750_000_000L);
        }
    }

    @Test
    void what_is_answered_after_a_connection_has_ended_is_told_on_the_next() throws Exception {
        ScriptedFeed.Call call = feed.next();
        call.hello();
        call.put(1, listener("http", 80));
        plane.next();
        call.ack();
        plane.hold();
        call.put(2, listener("http", 81));
        Plane.Told late = plane.next();
        call.end("");
        ScriptedFeed.Call again = feed.next();
        again.hello();
        again.update(7, false, Map.of(), List.of());
        // told over the same connection, so it has come when this has
        again.put(8, listener("http", 82));
        Plane.Told later = plane.next();
        assertNull(again.messages.peek(), "what serves is not known yet");
        late.answer();
        later.answer();
        assertEquals(new Ack(GATEWAY, 8, bound(82), List.of()), again.ack());
    }

    @Test
    void a_fact_that_nobody_asked_for_is_told_unless_the_answer_is_about_to_come() throws Exception {
        ScriptedFeed.Call call = feed.next();
        call.hello();
        call.put(5, listener("http", 80));
        plane.next();
        call.ack();
        client.acknowledge(new Ack(GATEWAY, 1, bound(80, 81), List.of()));
        assertEquals(new Ack(GATEWAY, 5, bound(80, 81), List.of()), call.ack());
        plane.hold();
        call.put(6, listener("http", 82));
        Plane.Told told = plane.next();
        client.acknowledge(new Ack(GATEWAY, 1, bound(80), List.of()));
        told.answer();
        assertEquals(new Ack(GATEWAY, 6, bound(82), List.of()), call.ack());
    }

    @Test
    void token_and_authorities_are_read_anew_for_each_connection() throws Exception {
        FeedKeys others = Feeds.keys();
        try (ScriptedFeed stranger = new ScriptedFeed(new ServerIdentity.Newest(Feeds.identity(others)))) {
            Files.writeString(folder.resolve("token"), "another");
            feed.next().end(stranger.target());
            ScriptedFeed.Call back = feed.next();
            assertEquals("another", back.greeting.token());
            assertNull(stranger.calls.peek(), "nobody shows a token to a server that is not trusted");
            assertFalse(client.connected());
            Files.writeString(folder.resolve("ca.crt"), KEYS.bundle() + others.bundle());
            back.end(stranger.target());
            assertEquals("another", stranger.next().greeting.token());
        }
    }

    @Test
    void a_certificate_of_a_trusted_authority_for_another_name_is_refused() throws Exception {
        ServerIdentity other =
                KEYS.server(List.of("localhost", "other.gatewright-system.svc"), Instant.now(), Feeds.CHANCE);
        try (ScriptedFeed stranger = new ScriptedFeed(new ServerIdentity.Newest(other))) {
            feed.next().end(stranger.target());
            feed.next().hello(); // back when that has failed
            assertNull(stranger.calls.peek(), "nobody shows a token to who may only serve under another name");
        }
    }
}
