package io.gatewright.app.feed;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.gatewright.app.plan.PlanJson;
import io.gatewright.model.core.Bytes;
import io.gatewright.model.name.ObjectRef;
import io.gatewright.semantics.plan.CertificatePlan;
import io.gatewright.semantics.plan.Plan;
import io.gatewright.semantics.plan.PlanDiff;
import io.gatewright.semantics.plan.PlanEntry;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
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
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The newest plan in a file that only this process's user can read, so that a proxy that starts anew can serve although no
 * controller is there. The file holds private keys: it belongs on a volume in memory.
 *
 * <p>It begins with a whole plan, and each line after that is a change; a last line that is broken was being written when the
 * process was killed. So keeping a change costs what the change costs: the plan is written as a whole when the changes have
 * become half as long as it, and soon after a private key has fallen out of use. That takes a twentieth of a processor at most.
 * Half a second after a change, and so once for a burst of them, a thread of its own writes: a proxy that was killed begins with what
 * it served half a second before, one that was ended with what it served last.
 */
public final class LocalCopy implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(LocalCopy.class.getName());
    private static final Duration QUIET = Duration.ofMillis(500);
    private static final Duration LONGEST = Duration.ofSeconds(10);
    private static final int SHARE = 20;
    private static final int BUFFER = 1 << 16;
    private static final JsonFactory JSON = new JsonFactory();

    private final @Nullable Path file;
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(FeedTransport.threads("gatewright-copy"));
    private @Nullable Kept waiting;
    /** Guards what follows. */
    private final Object writing = new Object();

    /** What the file says; null: not known. */
    private @Nullable Kept there;

    private long wholeBytes;
    private long changeBytes;
    private boolean oldKeys;
    private boolean failing;
    private Duration pause = Duration.ZERO;
    private long wholeAt = System.nanoTime();

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
        try (JsonParser in = JSON.createParser(file.toFile())) {
            Kept whole = whole(in);
            return whole.plan().gateway().equals(gateway)
                    ? Optional.of(new Kept(changed(whole.plan(), in), whole.sessionKey()))
                    : Optional.empty();
        } catch (IOException | IllegalArgumentException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "`" + file + "`: the last plan cannot be read, waiting for a controller: "
                            + e.getClass().getSimpleName());
            return Optional.empty();
        }
    }

    private static Kept whole(JsonParser in) throws IOException {
        Plan plan = null;
        Bytes sessionKey = null;
        in.nextToken();
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            String field = in.currentName();
            in.nextToken();
            switch (field) {
                case "sessionKey" -> sessionKey = Bytes.ofBase64(in.getText());
                case "plan" -> plan = PlanJson.withKeys().readPlan(in);
                default -> in.skipChildren();
            }
        }
        if (plan == null || sessionKey == null) {
            throw new IllegalArgumentException("expected `plan` and `sessionKey`");
        }
        return new Kept(plan, sessionKey);
    }

    private static Plan changed(Plan whole, JsonParser in) {
        Plan plan = whole;
        try {
            while (in.nextToken() == JsonToken.START_OBJECT) {
                plan = plan.apply(change(plan.gateway(), in));
            }
        } catch (IOException e) {
            LOG.log(
                    System.Logger.Level.DEBUG,
                    "the last change was not kept whole: " + e.getClass().getSimpleName());
        }
        return plan;
    }

    private static PlanDiff change(ObjectRef gateway, JsonParser in) throws IOException {
        List<PlanEntry> puts = new ArrayList<>();
        List<String> gone = new ArrayList<>();
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            String field = in.currentName();
            if (in.nextToken() != JsonToken.START_ARRAY) { // after the end of the text there would be no end of a list
                throw new IllegalArgumentException("`" + field + "`: expected a list");
            }
            while (in.nextToken() != JsonToken.END_ARRAY) {
                if (field.equals("puts")) {
                    puts.add(PlanJson.withKeys().read(in));
                } else {
                    gone.add(in.getText());
                }
            }
        }
        return new PlanDiff(gateway, 1, puts, gone);
    }

    /** Keeps this, soon. */
    void write(Plan plan, Bytes sessionKey) {
        if (file == null) {
            return;
        }
        synchronized (this) {
            boolean scheduled = waiting != null;
            waiting = new Kept(plan, sessionKey);
            if (scheduled) {
                return;
            }
        }
        later(this::keep, QUIET);
    }

    private void later(Runnable task, Duration delay) {
        try {
            thread.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            // closed
        }
    }

    /** Writes what waits, now. */
    void keep() {
        synchronized (writing) {
            Kept kept;
            synchronized (this) {
                kept = waiting;
                waiting = null;
            }
            if (kept != null && file != null) {
                write(file, kept);
            }
        }
    }

    /** How long to wait after a write that took so long. */
    static Duration pause(Duration spent) {
        Duration fair = spent.multipliedBy(SHARE);
        return fair.compareTo(QUIET) < 0 ? QUIET : fair.compareTo(LONGEST) > 0 ? LONGEST : fair;
    }

    private void write(Path file, Kept kept) {
        Kept known = there;
        there = null; // until it has succeeded
        try {
            boolean rested = System.nanoTime() - wholeAt >= pause.toNanos();
            boolean grown = changeBytes > Math.max(BUFFER, wholeBytes / 2);
            if (known == null
                    || !Files.exists(file)
                    || !known.sessionKey().equals(kept.sessionKey())
                    || rested && (grown || oldKeys)) {
                whole(file, kept);
            } else {
                append(file, known.plan(), kept.plan());
            }
            there = kept;
            failing = false;
        } catch (IOException | UnsupportedOperationException e) {
            if (!failing) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "`" + file + "`: the plan cannot be kept, trying again: " + e.getMessage());
            }
            failing = true;
            synchronized (this) {
                if (waiting == null) { // else a newer one is on its way
                    waiting = kept;
                    later(this::keep, LONGEST);
                }
            }
        }
    }

    private void whole(Path file, Kept kept) throws IOException {
        long began = System.nanoTime();
        Path next = file.resolveSibling("plan.json.next");
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
            json.writeRaw('\n');
        }
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        wholeBytes = Files.size(file);
        changeBytes = 0;
        oldKeys = false;
        wholeAt = System.nanoTime();
        pause = pause(Duration.ofNanos(wholeAt - began));
    }

    private void append(Path file, Plan before, Plan after) throws IOException {
        PlanDiff diff = PlanDiff.between(before, after, 1);
        if (!diff.isEmpty()) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (JsonGenerator json = JSON.createGenerator(bytes)) {
                json.writeStartObject();
                json.writeArrayFieldStart("puts");
                for (PlanEntry entry : diff.puts()) {
                    json.writeRawValue(PlanJson.withKeys().line(entry));
                }
                json.writeEndArray();
                json.writeArrayFieldStart("gone");
                for (String key : diff.gone()) {
                    json.writeString(key);
                }
                json.writeEndArray();
                json.writeEndObject();
                json.writeRaw('\n');
            }
            byte[] line = bytes.toByteArray();
            Files.write(file, line, StandardOpenOption.APPEND);
            changeBytes += line.length;
        }
        Stream<String> keys = Stream.concat(diff.puts().stream().map(PlanEntry::key), diff.gone().stream());
        oldKeys |= keys.anyMatch(key -> before.entries().get(key) instanceof CertificatePlan);
        if (oldKeys) {
            later(this::forgetKeys, pause);
        }
    }

    /** Writes the plan as a whole if the file still holds keys that are of no use any more. */
    private void forgetKeys() {
        synchronized (writing) {
            Kept known = there;
            if (oldKeys && known != null && file != null) {
                write(file, known);
            }
        }
    }

    /** Forgets when all of it was written last: for tests. */
    void rest() {
        synchronized (writing) {
            pause = Duration.ZERO;
        }
    }

    /** Writes what waits. */
    @Override
    public void close() {
        thread.shutdown(); // never interrupts a write; what is scheduled finds nothing left
        keep();
    }
}
