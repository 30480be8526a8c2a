package io.gatewright.app.accesslog;

import io.gatewright.runtime.observe.AccessLog;
import io.gatewright.runtime.observe.AccessRecord;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Writes access records as lines of JSON. An event loop turns its record into bytes in a buffer of its own ({@link Lane}); a
 * thread of its own writes what has come together, at most {@value #PAUSE_MILLIS} ms later. When the writer cannot keep up,
 * lines are dropped and counted rather than held back: a full disk must not stop the traffic. Lines of different event loops
 * are not sorted by time. A file that was moved away (by a log rotation) is opened anew within a second.
 */
public final class JsonAccessLog implements AccessLog, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(JsonAccessLog.class.getName());
    private static final int PAUSE_MILLIS = 50;
    /** Of one system call, and of the memory the JDK keeps for it. */
    private static final int PIECE = 1 << 16;

    private final List<Lane> lanes = new CopyOnWriteArrayList<>();
    private final ThreadLocal<Lane> lane = ThreadLocal.withInitial(this::newLane);
    private final Target target;
    private final Runnable dropped;
    private final Thread writer;
    private volatile boolean asleep;
    private volatile boolean closing;
    private boolean failing;
    /** Where a write failed, perhaps within a line. */
    private @Nullable OutputStream torn;

    /** Where the lines go. */
    private interface Target {
        OutputStream current() throws IOException;

        void close() throws IOException;
    }

    private JsonAccessLog(Target target, Runnable dropped) {
        this.target = target;
        this.dropped = dropped;
        this.writer = new Thread(this::write, "gatewright-access-log");
        this.writer.setDaemon(true);
        this.writer.start();
    }

    /**
     * Writes to a stream, which is flushed but never closed.
     *
     * @param dropped told of each record that was lost
     */
    public static JsonAccessLog to(OutputStream stream, Runnable dropped) {
        return new JsonAccessLog(
                new Target() {
                    @Override
                    public OutputStream current() {
                        return stream;
                    }

                    @Override
                    public void close() throws IOException {
                        stream.flush();
                    }
                },
                dropped);
    }

    /**
     * Appends to a file, which is made if it is not there.
     *
     * @param dropped told of each record that was lost
     * @throws IOException if the file cannot be written
     */
    public static JsonAccessLog to(Path file, Runnable dropped) throws IOException {
        LogFile log = new LogFile(file);
        log.current();
        return new JsonAccessLog(log, dropped);
    }

    private Lane newLane() {
        Lane made = new Lane();
        lanes.add(made);
        return made;
    }

    @Override
    public void record(AccessRecord record) {
        if (closing) {
            dropped.run();
            return;
        }
        Lane.Taken taken = lane.get().add(record);
        if (taken == Lane.Taken.DROPPED) {
            dropped.run();
        } else if (asleep || taken == Lane.Taken.MUCH) {
            // once per pause, not once per record: waking a thread costs more than the record
            asleep = false;
            LockSupport.unpark(writer);
        }
    }

    private void write() {
        while (true) {
            boolean last = closing;
            boolean any = false;
            for (Lane each : lanes) {
                if (!each.isEmpty()) {
                    any = true;
                    write(each);
                }
            }
            if (last) {
                return;
            }
            if (any) {
                LockSupport.parkNanos(this, TimeUnit.MILLISECONDS.toNanos(PAUSE_MILLIS));
            } else {
                asleep = true;
                // a line may have come before anybody could see that this thread sleeps
                if (!closing && lanes.stream().allMatch(Lane::isEmpty)) {
                    LockSupport.park(this);
                }
                asleep = false;
            }
        }
    }

    private void write(Lane from) {
        Bytes lines = from.take();
        OutputStream out = null;
        try {
            out = target.current();
            if (out.equals(torn)) {
                out.write('\n');
            }
            for (int at = 0; at < lines.size(); at += PIECE) {
                out.write(lines.array(), at, Math.min(PIECE, lines.size() - at));
            }
            out.flush();
            torn = null;
            failing = false;
        } catch (IOException e) {
            for (int i = 0; i < from.takenLines(); i++) {
                dropped.run();
            }
            if (!failing) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "access log cannot be written: records are lost: {0}",
                        e.getMessage());
            }
            failing = true;
            torn = out == null ? torn : out;
        }
    }

    /** Writes what is there (for a second at most), then stops; what comes later, or stays unwritten, counts as dropped. */
    @Override
    public void close() {
        closing = true;
        LockSupport.unpark(writer);
        try {
            writer.join(1000);
            if (writer.isAlive()) {
                // it waits within the target, which would make this thread wait too
                abandon();
            } else {
                target.close();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "access log: {0}", e.getMessage());
        }
    }

    private void abandon() {
        int lost = lanes.stream().mapToInt(Lane::abandon).sum();
        for (int i = 0; i < lost; i++) {
            dropped.run();
        }
        LOG.log(
                System.Logger.Level.WARNING,
                "access log: nobody took its lines for a second: the last ones are lost, {0} at least",
                lost);
    }

    private static final class LogFile implements Target {
        private static final long CHECK_NANOS = 1_000_000_000L;

        private final Path file;
        private java.util.@Nullable Optional<Object> inode;
        private @Nullable OutputStream out;
        private long checked;

        LogFile(Path file) {
            this.file = file;
        }

        @Override
        public OutputStream current() throws IOException {
            OutputStream open = out;
            long now = System.nanoTime();
            if (open != null && now - checked < CHECK_NANOS) {
                return open;
            }
            checked = now;
            if (open != null && Files.exists(file) && key().equals(inode)) {
                return open;
            }
            if (open != null) {
                // forgotten first: if no other can be opened, this one may be there again, but not open
                out = null;
                open.close();
            }
            open = Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            out = open;
            inode = key();
            return open;
        }

        private java.util.Optional<Object> key() throws IOException {
            return java.util.Optional.ofNullable(
                    Files.readAttributes(file, java.nio.file.attribute.BasicFileAttributes.class)
                            .fileKey());
        }

        @Override
        public void close() throws IOException {
            OutputStream open = out;
            if (open != null) {
                open.close();
            }
        }
    }
}
