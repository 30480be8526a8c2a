package io.gatewright.k8s.status;

import static io.gatewright.k8s.status.StatusWriterTest.FOREIGN;
import static io.gatewright.k8s.status.StatusWriterTest.OURS;
import static io.gatewright.k8s.status.StatusWriterTest.controllers;
import static io.gatewright.k8s.status.StatusWriterTest.report;
import static io.gatewright.k8s.status.StatusWriterTest.route;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.gatewright.k8s.Declared;
import io.gatewright.model.core.ApiObject;
import io.gatewright.semantics.topology.Settings;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What becomes of writes that the API server does not take. */
class StatusRetryTest {
    private static final Instant NOW = Instant.parse("2026-11-27T10:00:00Z");

    private final ApiStandIn api = new ApiStandIn();
    private final KubernetesClient client = api.client();
    private final StatusWriter writer =
            new StatusWriter(client, Settings.defaults().controllerName(), () -> NOW);
    private final Logger log = Logger.getLogger(StatusWriter.class.getName());

    @AfterEach
    void stop() {
        writer.close();
        client.close();
        api.close();
        log.setLevel(null);
    }

    @Test
    void a_conflict_is_met_by_reading_the_newest_and_writing_from_that() throws Exception {
        ApiObject old = Declared.object(route("10", 1, ""));
        ApiObject route = api.put(route("12", 1, FOREIGN));
        writer.lead(true);
        writer.accept(report());
        writer.seen(old);
        assertEquals(409, api.next().answer());
        ApiStandIn.Patch again = api.next();
        assertEquals("12", again.body().at("/metadata/resourceVersion").asText());
        assertEquals(200, again.answer());
        assertEquals(1, api.reads.size());
        assertEquals("example.com/other gatewright.io/controller", controllers(api.status(route)));
    }

    @Test
    void an_older_version_that_comes_late_is_not_taken_for_the_newest() {
        writer.seen(Declared.object(route("12", 1, OURS)));
        writer.seen(Declared.object(route("9", 1, "")));
        ApiObject kept = writer.observed().values().iterator().next();
        assertEquals("12", kept.metadata().resourceVersion().orElseThrow());
        writer.seen(Declared.object(route("5", 1, "").replace("uid: v", "uid: w")));
        assertEquals(
                "5",
                writer.observed()
                        .values()
                        .iterator()
                        .next()
                        .metadata()
                        .resourceVersion()
                        .orElseThrow(),
                "made anew under the same name");
    }

    @Test
    @Tag("slow")
    void a_failure_of_the_server_is_tried_again_and_so_is_a_run_of_conflicts() throws Exception {
        log.setLevel(Level.OFF);
        api.refuse(500, 409, 409, 409, 409, 409);
        long start = System.nanoTime();
        ApiObject route = api.put(route("10", 1, ""));
        writer.lead(true);
        writer.accept(report());
        writer.seen(route);
        for (int code : List.of(500, 409, 409, 409, 409, 409, 200)) {
            assertEquals(code, api.next().answer());
        }
        assertTrue(System.nanoTime() - start > Duration.ofSeconds(5).toNanos(), "not at once");
        assertEquals("gatewright.io/controller", controllers(api.status(route)));
    }

    @Test
    void what_a_conflict_shows_is_believed_although_its_version_is_a_lower_one() throws Exception {
        ApiObject restored = api.put(route("10", 1, ""));
        writer.lead(true);
        writer.accept(report());
        writer.seen(Declared.object(route("2000", 1, "")));
        assertEquals(409, api.next().answer());
        ApiStandIn.Patch again = api.next();
        assertEquals("10", again.body().at("/metadata/resourceVersion").asText());
        assertEquals(200, again.answer());
        assertEquals("gatewright.io/controller", controllers(api.status(restored)));
    }

    @Test
    @Tag("slow")
    void however_often_an_object_is_seen_a_failed_write_is_tried_again_once() throws Exception {
        log.setLevel(Level.OFF);
        api.refuse(500, 500, 500, 500);
        writer.lead(true);
        writer.accept(report());
        ApiObject route = api.put(route("10", 1, ""));
        for (int i = 0; i < 3; i++) {
            writer.seen(route);
            assertEquals(500, api.next().answer());
        }
        assertEquals(500, api.next().answer(), "tried again");
        long then = System.nanoTime();
        assertEquals(200, api.next().answer());
        assertTrue(
                System.nanoTime() - then > Duration.ofSeconds(2).toNanos(),
                "one more try at its time, not one for each failure");
    }
}
