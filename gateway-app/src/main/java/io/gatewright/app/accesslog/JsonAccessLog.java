package io.gatewright.app.accesslog;

import io.gatewright.runtime.observe.AccessLog;
import io.gatewright.runtime.observe.AccessRecord;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Writes access records as lines of JSON from a thread of its own. When the writer cannot keep up, records are dropped and
 * counted rather than held back: a full disk must not stop the traffic. A file that was moved away (by a log rotation) is
 * opened anew within a second.
 */
public final class JsonAccessLog implements AccessLog, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(JsonAccessLog.class.getName());
    private static final int QUEUE = 16_384;

    private final BlockingQueue<AccessRecord> queue = new ArrayBlockingQueue<>(QUEUE);
    private final Target target;
    private final Runnable dropped;
    private final Thread writer;
    private volatile boolean closing;

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
        OutputStream buffered = new BufferedOutputStream(stream, 1 << 16);
        return new JsonAccessLog(
                new Target() {
                    @Override
                    public OutputStream current() {
                        return buffered;
                    }

                    @Override
                    public void close() throws IOException {
                        buffered.flush();
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

    @Override
    public void record(AccessRecord record) {
        if (!queue.offer(record)) {
            dropped.run();
        }
    }

    private void write() {
        boolean failing = false;
        while (true) {
            try {
                AccessRecord record = queue.poll(closing ? 0 : 200, TimeUnit.MILLISECONDS);
                if (record == null) {
                    if (closing) {
                        return;
                    }
                    continue;
                }
                OutputStream out = target.current();
                while (record != null) {
                    out.write(AccessLine.of(record).getBytes(StandardCharsets.UTF_8));
                    out.write('\n');
                    record = queue.poll();
                }
                out.flush();
                failing = false;
            } catch (IOException e) {
                dropped.run();
                if (!failing) {
                    LOG.log(
                            System.Logger.Level.WARNING,
                            "access log cannot be written: records are lost: {0}",
                            e.getMessage());
                }
                failing = true;
            } catch (InterruptedException e) {
                closing = true;
            }
        }
    }

    /** Writes what is queued (for a second at most), then stops. */
    @Override
    public void close() {
        closing = true;
        try {
            writer.join(1000);
            target.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "access log: {0}", e.getMessage());
        }
    }

    private static final class LogFile implements Target {
        private static final long CHECK_NANOS = 1_000_000_000L;

        private final Path file;
        private java.util.@org.jspecify.annotations.Nullable Optional<Object> inode;
        private @org.jspecify.annotations.Nullable OutputStream out;
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
                open.close();
            }
            open = new BufferedOutputStream(
                    Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND), 1 << 16);
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
