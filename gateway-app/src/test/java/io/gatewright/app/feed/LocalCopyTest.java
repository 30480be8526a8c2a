package io.gatewright.app.feed;

import static io.gatewright.app.feed.Feeds.GATEWAY;
import static io.gatewright.app.feed.Feeds.listener;
import static io.gatewright.app.feed.Feeds.plan;
import static io.gatewright.app.feed.Feeds.trust;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatewright.model.core.Bytes;
import io.gatewright.model.name.ObjectRef;
import io.gatewright.semantics.plan.CertificatePlan;
import io.gatewright.semantics.plan.Plan;
import io.gatewright.semantics.plan.PlanEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalCopyTest {
    private final Logger log = Logger.getLogger(LocalCopy.class.getName());

    private static final Bytes SESSION_KEY = Bytes.of(new byte[] {4, 5, 6});

    @TempDir
    private Path folder;

    private static CertificatePlan certificate(String key) {
        return new CertificatePlan(
                new ObjectRef("", "Secret", "default", "cert"), "chain", new CertificatePlan.PrivateKey(key));
    }

    private static Plan many(String last) {
        List<PlanEntry> entries = new ArrayList<>(List.of(listener("http", 80)));
        for (int number = 0; number < 100; number++) {
            entries.add(trust("t" + number, number < 99 ? "x".repeat(1_000) : last));
        }
        return plan(entries.toArray(new PlanEntry[0]));
    }

    private LocalCopy.Kept kept() {
        try (LocalCopy copy = new LocalCopy(folder)) {
            return copy.read(GATEWAY).orElseThrow();
        }
    }

    private List<String> lines() throws IOException {
        return Files.readAllLines(folder.resolve("plan.json"));
    }

    @Test
    void a_change_is_written_behind_the_plan() throws IOException {
        try (LocalCopy copy = new LocalCopy(folder)) {
            copy.write(many("1"), SESSION_KEY);
            copy.keep();
            copy.write(many("2"), SESSION_KEY);
            copy.keep();
            copy.keep();
            assertEquals(2, lines().size());
            assertTrue(lines().get(1).length() < 1_000, "what changed, not what there is");
            assertEquals(many("2"), kept().plan());
            copy.write(plan(listener("http", 80)), SESSION_KEY);
            copy.keep();
            assertEquals(plan(listener("http", 80)), kept().plan());
            assertEquals(SESSION_KEY, kept().sessionKey());
        }
    }

    @Test
    void what_could_not_be_written_is_not_forgotten() throws IOException {
        Path away = folder.resolve("away");
        log.setLevel(Level.OFF);
        try (LocalCopy copy = new LocalCopy(away)) {
            Files.deleteIfExists(away);
            copy.write(many("1"), SESSION_KEY);
            copy.keep();
            assertFalse(Files.exists(away.resolve("plan.json")));
            Files.createDirectory(away);
            copy.keep();
            assertEquals(many("1"), copy.read(GATEWAY).orElseThrow().plan());
        } finally {
            log.setLevel(null);
        }
    }

    @Test
    void a_change_that_was_not_written_to_its_end_does_not_count() throws IOException {
        try (LocalCopy copy = new LocalCopy(folder)) {
            for (String last : List.of("1", "2", "3")) {
                copy.write(many(last), SESSION_KEY);
                copy.keep();
            }
        }
        String text = Files.readString(folder.resolve("plan.json"));
        int line = lines().get(2).length();
        for (int missing : List.of(2, line / 2, line)) { // the line break is one of them
            Files.writeString(folder.resolve("plan.json"), text.substring(0, text.length() - missing));
            assertEquals(many("2"), kept().plan(), missing + " characters missing");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{}",
                "{\"plan\": 7}",
                "{\"sessionKey\": \"AQ==\"}",
                "{\"sessionKey\": {}, \"plan\": {}}",
                "WHOLE{\"gone\": 7}",
                "WHOLE{\"puts\": {}}",
                "WHOLE{\"puts\": [7]}",
                "WHOLE{\"puts\": [{\"gadgets\": {}}]}"
            })
    void a_file_that_is_no_plan_is_as_good_as_none(String text) throws IOException {
        log.setLevel(Level.OFF); // it says so
        try (LocalCopy copy = new LocalCopy(folder)) {
            copy.write(many("1"), SESSION_KEY);
            copy.keep();
        }
        String whole = Files.readString(folder.resolve("plan.json"));
        Files.writeString(folder.resolve("plan.json"), text.replace("WHOLE", whole));
        try (LocalCopy copy = new LocalCopy(folder)) {
            assertEquals(Optional.empty(), copy.read(GATEWAY));
        } finally {
            log.setLevel(null);
        }
    }

    @Test
    void after_many_changes_and_for_another_session_key_all_of_it_is_written() throws IOException {
        try (LocalCopy copy = new LocalCopy(folder)) {
            copy.write(many("1"), SESSION_KEY);
            copy.keep();
            copy.write(many("1"), Bytes.of(new byte[] {7}));
            copy.keep();
            assertEquals(1, lines().size());
            int most = 1;
            for (int change = 0; change < 200; change++) {
                copy.rest();
                copy.write(many("y".repeat(1_000) + change), Bytes.of(new byte[] {7}));
                copy.keep();
                most = Math.max(most, lines().size());
            }
            assertTrue(most > 20 && most < 100, "lines: " + most);
            assertTrue(lines().size() < most);
            assertEquals(many("y".repeat(1_000) + 199), kept().plan());
        }
    }

    @Test
    void a_file_that_went_away_is_written_anew() throws IOException {
        try (LocalCopy copy = new LocalCopy(folder)) {
            copy.write(many("1"), SESSION_KEY);
            copy.keep();
            Files.delete(folder.resolve("plan.json"));
            copy.write(many("2"), SESSION_KEY);
            copy.keep();
            assertEquals(many("2"), kept().plan());
        }
    }

    @Test
    void a_key_that_is_of_no_use_any_more_does_not_stay() throws Exception {
        try (LocalCopy copy = new LocalCopy(folder)) {
            copy.write(plan(certificate("0ld")), SESSION_KEY);
            copy.keep();
            copy.write(plan(certificate("n3w")), SESSION_KEY);
            copy.keep();
            assertEquals(plan(certificate("n3w")), kept().plan());
            long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
            while (Files.readString(folder.resolve("plan.json")).contains("0ld")) {
                assertTrue(System.nanoTime() < deadline, "it stays");
                Thread.onSpinWait();
            }
            assertEquals(plan(certificate("n3w")), kept().plan());
        }
    }

    @Test
    void a_plan_that_takes_long_to_write_is_written_more_rarely() {
        assertEquals(Duration.ofMillis(500), LocalCopy.pause(Duration.ofMillis(1)));
        assertEquals(Duration.ofSeconds(2), LocalCopy.pause(Duration.ofMillis(100)));
        assertEquals(Duration.ofSeconds(10), LocalCopy.pause(Duration.ofMinutes(1)));
    }
}
