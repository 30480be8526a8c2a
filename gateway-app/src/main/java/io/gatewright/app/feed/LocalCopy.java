package io.gatewright.app.feed;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gatewright.app.plan.PlanJson;
import io.gatewright.model.core.Bytes;
import io.gatewright.model.name.ObjectRef;
import io.gatewright.semantics.plan.Plan;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The newest plan in a file that only this process's user can read, so that a proxy that starts anew can serve although no
 * controller is there. The file holds private keys: it belongs on a volume in memory. Written a moment after a change, by a
 * thread of its own, so that a burst of changes is written once. A large plan that changes all the time is written less often: that
 * takes a twentieth of a processor, and more only if one write takes longer than half a second. So a proxy that was killed begins
 * with what it served half a second before, and under constant changes at most ten seconds and one write before, until a
 * controller has told it the difference; one that was ended begins with what it served last.
 */
public final class LocalCopy implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(LocalCopy.class.getName());
    private static final Duration QUIET = Duration.ofMillis(500);
    private static final Duration LONGEST = Duration.ofSeconds(10);
    private static final int SHARE = 20;
    private static final int BUFFER = 1 << 16;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final @Nullable Path file;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread made = new Thread(task, "gatewright-copy");
        made.setDaemon(true);
        return made;
    });
    private final Object writing = new Object();
    private @Nullable Kept waiting;
    private Duration pause = QUIET;
    private long written = System.nanoTime();

    /** What is kept. */
    record Kept(Plan plan, Bytes sessionKey) {
        @Override
        public String toString() {
            return "Kept[" + plan + "]";
        }
    }

    /** @param folder where the file is; null: nothing is kept */
    public LocalCopy(@Nullable Path folder) {
        this.file = folder == null ? null : folder.resolve("plan.json");
    }

    /** What was kept for a Gateway; nothing if it cannot be read, which is logged. */
    Optional<Kept> read(ObjectRef gateway) {
        if (file == null || !Files.exists(file)) {
            return Optional.empty();
        }
        try {
            JsonNode node = JSON.readTree(file.toFile());
            Plan plan = PlanJson.withKeys().fromJson(node.path("plan").toString());
            return plan.gateway().equals(gateway)
                    ? Optional.of(new Kept(
                            plan, Bytes.ofBase64(node.path("sessionKey").asText())))
                    : Optional.empty();
        } catch (IOException | IllegalArgumentException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "`" + file + "`: the last plan cannot be read, waiting for a controller: "
                            + e.getClass().getSimpleName());
            return Optional.empty();
        }
    }

    /** Keeps this, soon. */
    void write(Plan plan, Bytes sessionKey) {
        if (file == null) {
            return;
        }
        Duration delay;
        synchronized (this) {
            boolean scheduled = waiting != null;
            waiting = new Kept(plan, sessionKey);
            if (scheduled) {
                return;
            }
            delay = delay(pause, Duration.ofNanos(System.nanoTime() - written));
        }
        try {
            thread.schedule(this::flush, delay.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            // closed
        }
    }

    private void flush() {
        synchronized (writing) {
            long began = System.nanoTime();
            write();
            long ended = System.nanoTime();
            synchronized (this) {
                pause = pause(Duration.ofNanos(ended - began));
                written = ended;
            }
        }
    }

    /** How long a change waits: the rest of the pause since the last write, and a moment for those that follow it. */
    static Duration delay(Duration pause, Duration since) {
        Duration rest = pause.minus(since);
        return rest.compareTo(QUIET) < 0 ? QUIET : rest;
    }

    /** How long to wait after a write that took so long. */
    static Duration pause(Duration spent) {
        Duration fair = spent.multipliedBy(SHARE);
        return fair.compareTo(QUIET) < 0 ? QUIET : fair.compareTo(LONGEST) > 0 ? LONGEST : fair;
    }

    private void write() {
        Kept kept;
        synchronized (this) {
            kept = waiting;
            waiting = null;
        }
        if (kept == null || file == null) {
            return;
        }
        Path next = file.resolveSibling("plan.json.next");
        try {
            Files.deleteIfExists(next);
            try (FileChannel channel = FileChannel.open(
                            next,
                            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
                    OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER);
                    JsonGenerator json = JSON.createGenerator(out)) {
                json.writeStartObject();
                json.writeStringField(
                        "sessionKey",
                        Base64.getEncoder().encodeToString(kept.sessionKey().toArray()));
                json.writeFieldName("plan");
                PlanJson.withKeys().write(kept.plan(), json);
                json.writeEndObject();
            }
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException | UnsupportedOperationException e) {
            LOG.log(System.Logger.Level.WARNING, "`" + file + "`: the plan cannot be kept: " + e.getMessage());
        }
    }

    /** Writes what waits. */
    @Override
    public void close() {
        thread.shutdown(); // never interrupts a write; what is scheduled finds nothing left
        flush();
    }
}
