package io.gatewright.app.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A command that serves, run in this process: its screens, and the signals that end it. */
final class Harness {
    final Screen out = new Screen();
    final Screen err = new Screen();
    final AtomicInteger exited = new AtomicInteger(-1);
    private final CompletableFuture<Runnable> stop = new CompletableFuture<>();
    private CompletableFuture<Integer> command = CompletableFuture.completedFuture(0);

    /** What was printed so far, to wait for. */
    static final class Screen extends OutputStream {
        private final StringBuilder text = new StringBuilder();

        @Override
        public synchronized void write(int b) {
            text.append((char) b);
            notifyAll();
        }

        @Override
        public synchronized void write(byte[] bytes, int from, int length) {
            text.append(new String(bytes, from, length, StandardCharsets.UTF_8));
            notifyAll();
        }

        synchronized String await(Predicate<String> wanted) throws InterruptedException {
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            while (!wanted.test(text.toString())) {
                long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                assertTrue(left > 0, "not printed in time; so far:\n" + text);
                wait(left);
            }
            return text.toString();
        }

        String await(String wanted) throws InterruptedException {
            return await(text -> text.contains(wanted));
        }
    }

    void run(List<String> arguments) {
        Gatewright gatewright = new Gatewright(
                new ByteArrayInputStream(new byte[0]),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                stop::complete,
                exited::set);
        command = CompletableFuture.supplyAsync(
                () -> Main.run(gatewright, arguments.toArray(String[]::new), false),
                task -> new Thread(task, "command").start());
    }

    void signal() throws Exception {
        stop.get(60, TimeUnit.SECONDS).run();
    }

    int awaitEnd() throws Exception {
        return command.get(30, TimeUnit.SECONDS);
    }

    /** Ends the command if it still runs. */
    void end() throws Exception {
        if (!command.isDone()) {
            signal();
            awaitEnd();
        }
    }

    static String found(String text, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        assertTrue(matcher.find(), text);
        return matcher.group(1);
    }
}
