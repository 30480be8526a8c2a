package io.gatewright.runtime.listen;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Finds which process holds a port, where the system tells (Linux, and only processes this user may look into). Reads many
 * small files: for messages about failures, never on an event loop.
 */
final class PortHolder {
    private static final Path PROC = Path.of("/proc");

    private PortHolder() {}

    /** For example {@code process `nginx` (pid 4711)}; empty if it cannot be told. */
    static Optional<String> of(int port, boolean udp) {
        try {
            Set<String> sockets = new HashSet<>();
            for (String table : udp ? List.of("udp", "udp6") : List.of("tcp", "tcp6")) {
                sockets.addAll(sockets(PROC.resolve("net").resolve(table), port, udp));
            }
            return sockets.isEmpty() ? Optional.empty() : process(sockets);
        } catch (IOException | UncheckedIOException e) {
            return Optional.empty();
        }
    }

    /** Names of the sockets in this state, as links of file descriptors show them. */
    private static Set<String> sockets(Path table, int port, boolean udp) throws IOException {
        Set<String> found = new HashSet<>();
        if (!Files.isReadable(table)) {
            return found;
        }
        String suffix = String.format(Locale.ROOT, ":%04X", port);
        for (String line : Files.readAllLines(table)) {
            // number, local address, remote address, state, queues, timer, retransmits, user, timeout, inode
            List<String> words = List.of(line.strip().split("\\s+"));
            if (words.size() > 9
                    && words.get(1).endsWith(suffix)
                    && (udp || words.get(3).equals("0A"))) {
                found.add("socket:[" + words.get(9) + "]");
            }
        }
        return found;
    }

    private static Optional<String> process(Set<String> sockets) throws IOException {
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path process : processes) {
                if (holds(process, sockets)) {
                    String name = Files.readString(process.resolve("comm")).strip();
                    return Optional.of("process `" + name + "` (pid " + process.getFileName() + ")");
                }
            }
        }
        return Optional.empty();
    }

    private static boolean holds(Path process, Set<String> sockets) {
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(process.resolve("fd"))) {
            for (Path descriptor : descriptors) {
                if (sockets.contains(target(descriptor))) {
                    return true;
                }
            }
        } catch (IOException | java.nio.file.DirectoryIteratorException e) {
            // another user's, or gone meanwhile
        }
        return false;
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException e) {
            return "";
        }
    }
}
