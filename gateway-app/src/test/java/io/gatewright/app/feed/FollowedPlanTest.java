package io.gatewright.app.feed;

import static io.gatewright.app.feed.Feeds.GATEWAY;
import static io.gatewright.app.feed.Feeds.OTHER;
import static io.gatewright.app.feed.Feeds.bound;
import static io.gatewright.app.feed.Feeds.listener;
import static io.gatewright.app.feed.Feeds.plan;
import static io.gatewright.app.feed.Feeds.trust;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatewright.app.feed.FeedProtocol.Update;
import io.gatewright.model.core.Bytes;
import io.gatewright.model.name.ObjectRef;
import io.gatewright.semantics.plan.Ack;
import io.gatewright.semantics.plan.CertificatePlan;
import io.gatewright.semantics.plan.Plan;
import io.gatewright.semantics.plan.PlanDiff;
import io.gatewright.semantics.plan.PlanEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FollowedPlanTest {
    private static final Bytes SESSION_KEY = Bytes.of(new byte[] {4, 5, 6});
    private static final CertificatePlan CERTIFICATE = new CertificatePlan(
            new ObjectRef("", "Secret", "default", "cert"), "chain", new CertificatePlan.PrivateKey("s3cr3t"));

    @TempDir
    private Path folder;

    private final Plane plane = new Plane();
    private final BlockingQueue<Ack> acks = new LinkedBlockingQueue<>();

    private static void follow(FollowedPlan followed, List<String> gone, PlanEntry... puts) {
        followed.add(new Update(9, ScriptedFeed.lines(puts), gone, false, SESSION_KEY));
        followed.apply(followed::said);
    }

    /** Keeps a plan as a proxy that ran before has. */
    private Plan kept() {
        Plan whole = plan(listener("http", 80), CERTIFICATE);
        try (LocalCopy copy = new LocalCopy(folder)) {
            copy.write(plan(listener("http", 79)), SESSION_KEY);
            copy.write(whole, SESSION_KEY);
        }
        return whole;
    }

    @Test
    void versions_of_the_data_plane_count_up_whatever_the_controllers_count() throws Exception {
        FollowedPlan followed = new FollowedPlan(GATEWAY, plane::open, new LocalCopy(null));
        follow(followed, List.of(), listener("http", 80));
        follow(followed, List.of(), listener("http", 81), trust("a", "1"));
        follow(followed, List.of(trust("a", "").key()));
        assertEquals(1, plane.next().diff().version());
        assertEquals(2, plane.next().diff().version());
        assertEquals(3, plane.next().diff().version());
        assertEquals(plan(listener("http", 81)), followed.plan());
        assertEquals(FeedProtocol.digests(followed.plan()), followed.digests());
    }

    @Test
    void the_first_plan_is_told_also_when_it_is_empty() throws Exception {
        FollowedPlan followed = new FollowedPlan(GATEWAY, plane::open, new LocalCopy(null));
        follow(followed, List.of());
        assertTrue(plane.next().diff().isEmpty());
        follow(followed, List.of());
        assertNull(plane.told.peek());
    }

    @Test
    void the_data_plane_is_told_only_what_is_not_so_already() throws Exception {
        FollowedPlan followed = new FollowedPlan(GATEWAY, plane::open, new LocalCopy(null));
        follow(followed, List.of(), listener("http", 80), trust("a", "1"), trust("b", "1"));
        plane.next();
        List<String> gone = List.of(trust("b", "").key(), trust("unknown", "").key());
        follow(followed, gone, listener("http", 80), trust("c", "1"), trust("a", "2"));
        assertEquals(
                new PlanDiff(
                        GATEWAY,
                        2,
                        List.of(trust("a", "2"), trust("c", "1")),
                        List.of(trust("b", "").key())),
                plane.next().diff());
        assertEquals(plan(listener("http", 80), trust("a", "2"), trust("c", "1")), followed.plan());
        assertEquals(FeedProtocol.digests(followed.plan()), followed.digests());
    }

    @Test
    void a_proxy_that_starts_anew_serves_what_was_kept_without_a_controller() throws Exception {
        Plan whole = kept();
        try (LocalCopy copy = new LocalCopy(folder)) {
            FollowedPlan followed = new FollowedPlan(GATEWAY, plane::open, copy);
            assertTrue(followed.restore(acks::add));
            assertEquals(whole, plane.next().plan());
            assertEquals(bound(80), Feeds.next(acks, "the answer").bound());
            assertArrayEquals(SESSION_KEY.toArray(), Feeds.next(plane.opened, "a session key"));
            assertEquals(FeedProtocol.digests(whole), followed.digests());
            followed.said(new Ack(GATEWAY, 1, bound(80), List.of()));
            follow(followed, List.of(), listener("http", 80));
            assertNull(plane.told.peek(), "the controller says the same");
        }
    }

    @Test
    void only_its_user_can_read_what_is_kept() throws Exception {
        kept();
        assertEquals(
                "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("plan.json"))));
        try (var files = Files.list(folder)) {
            assertEquals(List.of(folder.resolve("plan.json")), files.toList());
        }
        // also when a file of that name was there, with other rights
        Files.setPosixFilePermissions(folder.resolve("plan.json"), PosixFilePermissions.fromString("rw-rw-rw-"));
        Files.writeString(folder.resolve("plan.json.next"), "left behind");
        kept();
        assertEquals(
                "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("plan.json"))));
    }

    @Test
    void what_is_kept_of_another_gateway_or_cannot_be_read_is_not_served() throws Exception {
        kept();
        Logger log = Logger.getLogger(LocalCopy.class.getName());
        log.setLevel(Level.OFF);
        try (LocalCopy copy = new LocalCopy(folder)) {
            assertFalse(new FollowedPlan(OTHER, plane::open, copy).restore(acks::add));
            for (String broken : List.of("", "{", "[]", "{\"plan\": {\"gateway\": \"x\"}, \"sessionKey\": \"\"}")) {
                Files.writeString(folder.resolve("plan.json"), broken);
                assertFalse(new FollowedPlan(GATEWAY, plane::open, copy).restore(acks::add), broken);
            }
            Files.delete(folder.resolve("plan.json"));
            assertFalse(new FollowedPlan(GATEWAY, plane::open, copy).restore(acks::add));
        }
        log.setLevel(null);
        assertNull(plane.told.peek());
    }

    @Test
    void a_plan_that_was_followed_is_kept_when_the_proxy_ends() throws IOException {
        try (LocalCopy copy = new LocalCopy(folder)) {
            FollowedPlan followed = new FollowedPlan(GATEWAY, plane::open, copy);
            follow(followed, List.of(), listener("http", 80), CERTIFICATE);
        }
        String text = Files.readString(folder.resolve("plan.json"));
        assertTrue(text.contains("s3cr3t"), "without its keys it could not be served");
        try (LocalCopy copy = new LocalCopy(folder)) {
            LocalCopy.Kept kept = copy.read(GATEWAY).orElseThrow();
            assertEquals(plan(listener("http", 80), CERTIFICATE), kept.plan());
            assertFalse(kept.toString().contains("s3cr3t"));
        }
    }

    @Test
    void nothing_is_kept_without_a_folder() {
        try (LocalCopy copy = new LocalCopy(null)) {
            copy.write(plan(listener("http", 80)), SESSION_KEY);
            assertFalse(copy.read(GATEWAY).isPresent());
        }
    }

    @Test
    void messages_print_neither_plans_nor_session_keys() {
        String printed = new Update(1, Map.of("k", "s3cr3t"), List.of(), false, Bytes.of(new byte[] {7})).toString();
        assertFalse(printed.contains("s3cr3t"), printed);
        assertFalse(printed.contains("7"), printed);
    }
}
