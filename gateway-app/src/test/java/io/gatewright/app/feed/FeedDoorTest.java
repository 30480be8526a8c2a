package io.gatewright.app.feed;

import static io.gatewright.app.feed.Feeds.GATEWAY;
import static io.gatewright.app.feed.Feeds.bound;
import static io.gatewright.app.feed.Feeds.listener;
import static io.gatewright.app.feed.Feeds.next;
import static io.gatewright.app.feed.Feeds.plan;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatewright.app.feed.FeedProtocol.End;
import io.gatewright.app.feed.FeedProtocol.Greeting;
import io.gatewright.app.feed.FeedProtocol.Hello;
import io.gatewright.app.feed.FeedProtocol.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whom the controller's end of the feed lets in, and whom it hangs up on. */
class FeedDoorTest {
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
    void a_wrong_or_foreign_token_gets_nothing() throws Exception {
        feed.accept(1, plan(listener("http", 80)));
        RawProxy none = feed.keep(RawProxy.greeting(feed.server().port(), ServedFeed.KEYS, ""));
        assertEquals(Reason.UNAUTHENTICATED, none.reason());
        RawProxy foreign =
                feed.keep(RawProxy.connect(feed.server().port(), ServedFeed.KEYS, "other", new Hello("p", Map.of())));
        assertEquals(Reason.PERMISSION_DENIED, foreign.reason());
        RawProxy unsure =
                feed.keep(RawProxy.connect(feed.server().port(), ServedFeed.KEYS, "unknown", new Hello("p", Map.of())));
        assertEquals(Reason.UNAVAILABLE, unsure.reason());
        assertTrue(foreign.updates.isEmpty() && unsure.updates.isEmpty());
        assertEquals(0, feed.server().proxies().getOrDefault(GATEWAY, 0));
    }

    @Test
    void who_trusts_another_authority_sends_no_token() throws Exception {
        FeedKeys others = Feeds.keys();
        RawProxy proxy = feed.keep(RawProxy.connect(feed.server().port(), others, "gw", new Hello("p", Map.of())));
        assertEquals(Optional.empty(), proxy.end());
    }

    @Test
    void a_stream_ends_when_it_is_time_for_a_new_token() throws Exception {
        feed.restart(
                ServedFeed.LONG,
                ServedFeed.LONG,
                Duration.ofSeconds(2)); // enough to say hello first, on a slow machine too
        feed.accept(1, plan(listener("http", 80)));
        RawProxy proxy = feed.proxy();
        proxy.update();
        assertEquals(Optional.of(End.of(Reason.UNAVAILABLE, "show a new token")), proxy.end());
    }

    @Test
    void what_is_no_message_ends_the_call_and_nothing_else() throws Exception {
        feed.accept(1, plan(listener("http", 80)));
        RawProxy good = feed.proxy();
        good.update();
        RawProxy bad = feed.keep(RawProxy.greeting(feed.server().port(), ServedFeed.KEYS, "gw"));
        bad.welcome.get(60, TimeUnit.SECONDS);
        bad.say(text("{\"instance\": \"p\", \"entries\": 5}"));
        assertEquals(Reason.INVALID_ARGUMENT, bad.reason());
        RawProxy worse = feed.proxy();
        worse.update();
        worse.say(text("{\"version\": \"one\"}"));
        assertEquals(Reason.INVALID_ARGUMENT, worse.reason());
        good.acknowledge(1, bound(80));
        assertEquals(1, next(feed.acks, "the answer").version());
    }

    private static byte[] text(String json) {
        return json.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void of_strangers_nothing_is_read_but_a_greeting() throws Exception {
        feed.accept(1, plan(listener("http", 80)));
        RawProxy large = feed.keep(RawProxy.silent(feed.server().port(), ServedFeed.KEYS));
        large.announce(FeedProtocol.LARGEST_GREETING + 1);
        assertEquals(Optional.empty(), large.end(), "hung up on, before it was read");
        RawProxy strange = feed.keep(RawProxy.silent(feed.server().port(), ServedFeed.KEYS));
        strange.say(text("{\"gateway\": \"a/b/c\", \"token\": \"gw\"}"));
        assertEquals(Reason.INVALID_ARGUMENT, strange.reason());
        feed.judging = new CountDownLatch(1);
        RawProxy hasty = feed.keep(RawProxy.greeting(feed.server().port(), ServedFeed.KEYS, "gw"));
        hasty.say(FeedProtocol.write(new Hello("p", Map.of())));
        assertEquals(Reason.INVALID_ARGUMENT, hasty.reason());
        feed.judging.countDown();
        assertEquals(0, feed.server().proxies().get(GATEWAY), "nobody was fed");
    }

    @Test
    void who_cannot_be_fed_because_of_a_defect_is_hung_up_on_and_does_not_wait() throws Exception {
        RawProxy proxy = feed.keep(RawProxy.silent(feed.server().port(), ServedFeed.KEYS));
        proxy.say(FeedProtocol.write(new Greeting(Feeds.OTHER, "other")));
        proxy.welcome.get(60, TimeUnit.SECONDS);
        proxy.say(FeedProtocol.write(new Hello("p", Map.of())));
        assertEquals(Reason.UNAVAILABLE, proxy.reason());
    }
}
