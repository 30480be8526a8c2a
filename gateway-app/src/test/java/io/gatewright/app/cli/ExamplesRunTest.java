package io.gatewright.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.gatewright.app.demo.DemoBackend;
import io.gatewright.app.standalone.Standalone;
import io.gatewright.app.standalone.StandaloneOptions;
import io.gatewright.runtime.RuntimeSettings;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every example does what its comments say: lines `$ COMMAND` are run as they stand (curl, openssl, bash) against a gateway
 * that serves the folder, and each line `> TEXT` that follows must be in what the command prints. Lines `& COMMAND` are
 * backends that run meanwhile. Only ports differ: all that comments and files name from 8000 on are replaced by free ones.
 */
@Tag("slow")
class ExamplesRunTest {
    private static final Path EXAMPLES = Path.of("../examples").toAbsolutePath().normalize();
    private static final Pattern PORT = Pattern.compile("(?<=[:/ ])(8[07]\\d\\d|8443|13300|15000)(?=\\D|$)");
    private static final int OFFSET = 8000;

    @TempDir
    Path work;

    /** A command and what it must print. */
    private record Try(String command, List<String> expected) {}

    private final Map<Integer, Integer> ports = new TreeMap<>();

    @TestFactory
    List<DynamicTest> examples() throws IOException {
        try (Stream<Path> folders = Files.list(EXAMPLES)) {
            return folders.filter(Files::isDirectory)
                    .sorted()
                    .map(folder -> DynamicTest.dynamicTest(folder.getFileName().toString(), () -> example(folder)))
                    .toList();
        }
    }

    private void example(Path example) throws Exception {
        ports.clear();
        Path folder = Files.createDirectories(work.resolve(example.getFileName()));
        List<Try> tries = new ArrayList<>();
        List<String> backends = new ArrayList<>();
        try (Stream<Path> files = Files.list(example)) {
            for (Path file : files.sorted().toList()) {
                String text = replaced(Files.readString(file));
                Files.writeString(folder.resolve(file.getFileName()), text);
                read(text, tries, backends);
            }
        }
        assertFalse(tries.isEmpty(), "nothing to try");
        RuntimeSettings runtime = RuntimeSettings.DEFAULTS
                .with()
                .eventLoops(2)
                .binding((gateway, port) -> new InetSocketAddress(loopback(), real(OFFSET + port)))
                .build();
        List<Process> running = new ArrayList<>();
        try (DemoBackend first = DemoBackend.start("httpbin", new InetSocketAddress(loopback(), real(8700)));
                DemoBackend second = DemoBackend.start("httpbin-v2", new InetSocketAddress(loopback(), real(8701)));
                Standalone gateway = Standalone.start(
                        StandaloneOptions.DEFAULTS.withPaths(List.of(folder)).withRuntime(runtime))) {
            for (String backend : backends) {
                running.add(new ProcessBuilder("bash", "-c", "exec " + backend)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve(".backend.log").toFile())
                        .start());
            }
            assertTrue(gateway.awaitServed(Duration.ofSeconds(20)), "not served");
            for (Try one : tries) {
                judge(one, folder, !backends.isEmpty());
            }
            for (Process backend : running) {
                assertTrue(backend.isAlive(), () -> "a backend ended: " + backends);
            }
        } finally {
            running.forEach(Process::destroyForcibly);
        }
    }

    private static InetAddress loopback() {
        return InetAddress.getLoopbackAddress();
    }

    private int real(int declared) {
        return ports.computeIfAbsent(declared, port -> {
            try (ServerSocket socket = new ServerSocket(0, 1, loopback())) {
                return socket.getLocalPort();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private String replaced(String text) {
        return PORT.matcher(text).replaceAll(found -> String.valueOf(real(Integer.parseInt(found.group()))));
    }

    private static void read(String text, List<Try> tries, List<String> backends) {
        Matcher line = Pattern.compile("(?m)^#   ([$&>]) (.*)$").matcher(text);
        while (line.find()) {
            switch (line.group(1)) {
                case "$" -> tries.add(new Try(line.group(2), new ArrayList<>()));
                case "&" -> backends.add(line.group(2));
                default -> tries.get(tries.size() - 1).expected().add(line.group(2));
            }
        }
    }

    /** @param patient whether a backend may still be starting */
    private void judge(Try one, Path folder, boolean patient) throws Exception {
        assertFalse(one.expected().isEmpty(), () -> "nothing promised: " + one.command());
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (true) {
            String said = one.command().startsWith("gatewright ") ? gatewright(one.command()) : shell(one, folder);
            List<String> missing =
                    one.expected().stream().filter(text -> !said.contains(text)).toList();
            if (missing.isEmpty()) {
                return;
            }
            if (!patient || System.nanoTime() > deadline) {
                fail("$ " + one.command() + "\nexpected " + missing + "\nbut it printed\n" + said);
            }
        }
    }

    private static String shell(Try one, Path folder) throws Exception {
        Path out = folder.resolve(".out.log");
        Process process = new ProcessBuilder("bash", "-c", one.command())
                .directory(folder.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .redirectOutput(out.toFile())
                .start();
        process.getOutputStream().close();
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            fail("does not end: " + one.command());
        }
        return Files.readString(out);
    }

    /** In this process, on the files as they are worked on. */
    private String gatewright(String command) {
        List<String> words = new ArrayList<>();
        Matcher word = Pattern.compile("'([^']*)'|(\\S+)").matcher(command);
        while (word.find()) {
            String text = word.group(1) == null ? word.group(2) : word.group(1);
            words.add(
                    text.startsWith("examples/")
                            ? work.resolve(text.substring("examples/".length())).toString()
                            : text);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream screen = new PrintStream(out, true, StandardCharsets.UTF_8);
        String[] arguments = words.subList(1, words.size()).toArray(String[]::new);
        int code = Main.run(arguments, new ByteArrayInputStream(new byte[0]), screen, screen, false);
        assertEquals(0, code, () -> command + "\n" + out.toString(StandardCharsets.UTF_8));
        return out.toString(StandardCharsets.UTF_8);
    }
}
