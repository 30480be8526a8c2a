package io.gatewright.app.files;

import io.gatewright.model.read.Problem;
import io.gatewright.model.read.Reading;
import io.gatewright.model.read.tree.Location;
import io.gatewright.model.world.Event;
import io.gatewright.model.world.EventSource;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Files and folders as an event source. The first look is taken as it is; later changes count when they have settled. It
 * watches by the system's reports of changes and looks by itself from time to time, since not every file system reports.
 *
 * <p>What cannot be read changes nothing: the last good state stays in force, and {@link #declared()} says what and why.
 */
public final class FolderSource implements EventSource {
    private static final System.Logger LOG = System.getLogger(FolderSource.class.getName());

    private final Looker looker;
    private final Settling settling;
    private final Timing timing;
    private final Consumer<Declared> listener;
    private final Map<String, Reread> readings = new HashMap<>();
    private List<Look.Failure> failures = List.of();
    private volatile Declared declared = Declared.NOTHING;
    private @Nullable Thread thread;
    private volatile @Nullable Watch watch;
    private volatile boolean closed;

    private record Reread(String hash, Reading reading) {}

    /**
     * How quickly changes count.
     *
     * @param settle how long a content must stay the same; a file that vanished or became empty must stay so five times as
     *     long
     * @param poll the time between looks when nothing was reported
     */
    public record Timing(Duration settle, Duration poll) {
        public static final Timing DEFAULT = new Timing(Duration.ofMillis(40), Duration.ofSeconds(2));
    }

    /**
     * @param paths files (read whatever their name) and folders (their {@code .yaml}, {@code .yml} and {@code .json} files,
     *     recursively, hidden ones excepted)
     * @param listener told of every new state, after its events were delivered; on the thread of this source
     */
    public FolderSource(List<Path> paths, Timing timing, Consumer<Declared> listener) {
        this.looker = new Looker(paths);
        this.settling = new Settling(timing.settle().toMillis());
        this.timing = timing;
        this.listener = listener;
    }

    /** Looks once, without watching. */
    public static Declared lookOnce(List<Path> paths) {
        Look look = new Looker(paths).look(System.currentTimeMillis(), Set.of());
        SortedMap<String, Reading> readings = new TreeMap<>();
        look.files()
                .forEach((path, text) -> readings.put(path.toString(), Declared.read(path.toString(), text.text())));
        return Declared.NOTHING.next(readings, problems(look));
    }

    /** The present state. Any thread. */
    public Declared declared() {
        return declared;
    }

    @Override
    public synchronized void start(Consumer<List<Event>> inbox) {
        if (thread != null) {
            throw new IllegalStateException("started before");
        }
        Watch open = null;
        try {
            open = Watch.open();
        } catch (IOException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "files are not watched, only looked at every {0}: {1}",
                    timing.poll(),
                    e.getMessage());
        }
        watch = open;
        Look look = looker.look(System.currentTimeMillis(), Set.of());
        watchFolders(look);
        settling.first(look);
        failures = look.failures();
        declared = Declared.NOTHING.next(read(), problems(look));
        inbox.accept(declared.events());
        listener.accept(declared);
        Thread started = new Thread(() -> follow(inbox), "gatewright-files");
        started.setDaemon(true);
        thread = started;
        started.start();
    }

    private void follow(Consumer<List<Event>> inbox) {
        try {
            while (!closed) {
                long pause = settling.unsettled()
                        ? timing.settle().toMillis()
                        : timing.poll().toMillis();
                Set<Path> changed = await(pause);
                if (changed == null) {
                    return;
                }
                long now = System.currentTimeMillis();
                Look look = looker.look(now, changed);
                watchFolders(look);
                boolean settled = settling.next(look, now);
                if (!settled && look.failures().equals(failures)) {
                    continue;
                }
                failures = look.failures();
                Declared next = declared.next(settled ? read() : readingsNow(), problems(look));
                if (next.equals(declared)) {
                    continue;
                }
                List<Event> events = next.eventsSince(declared);
                declared = next;
                if (!events.isEmpty()) {
                    inbox.accept(events);
                }
                listener.accept(next);
            }
        } catch (InterruptedException e) {
            // closed
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "files are not followed any more: restart the gateway", e);
        }
    }

    @SuppressWarnings("WaitNotInLoop") // waking early means looking early, no more
    private @Nullable Set<Path> await(long millis) throws InterruptedException {
        Watch open = watch;
        if (open != null) {
            return open.await(millis);
        }
        synchronized (this) {
            wait(millis);
        }
        return closed ? null : Set.of();
    }

    private void watchFolders(Look look) {
        Watch open = watch;
        if (open != null && !closed) {
            open.folders(look.folders());
        }
    }

    /** Reads the settled files; what has not changed is not read again. */
    private SortedMap<String, Reading> read() {
        SortedMap<Path, Look.FileText> files = settling.files();
        Map<String, Reread> next = new HashMap<>();
        files.forEach((path, text) -> {
            String file = path.toString();
            Reread before = readings.get(file);
            next.put(
                    file,
                    before != null && before.hash().equals(text.hash())
                            ? before
                            : new Reread(text.hash(), Declared.read(file, text.text())));
        });
        readings.clear();
        readings.putAll(next);
        return readingsNow();
    }

    private SortedMap<String, Reading> readingsNow() {
        SortedMap<String, Reading> now = new TreeMap<>();
        readings.forEach((file, read) -> now.put(file, read.reading()));
        return now;
    }

    private static List<Problem> problems(Look look) {
        return look.failures().stream()
                .map(failure -> new Problem(
                        Problem.Severity.ERROR,
                        "file",
                        Optional.of(new Location(failure.path().toString(), 1, 1)),
                        Optional.empty(),
                        "",
                        failure.why(),
                        ""))
                .toList();
    }

    @Override
    public void close() {
        closed = true;
        Watch open = watch;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                LOG.log(System.Logger.Level.DEBUG, "closing the watch", e);
            }
        }
        Thread running;
        synchronized (this) {
            notifyAll();
            running = thread;
        }
        if (running != null && running != Thread.currentThread()) {
            try {
                running.join(5_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
