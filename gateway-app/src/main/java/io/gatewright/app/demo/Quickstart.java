package io.gatewright.app.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The files that a demo serves: those of the installation, so that one can edit them, else a copy out of the jar. */
public final class Quickstart implements AutoCloseable {
    private static final List<String> FILES = List.of("gateway.yaml", "route.yaml", "backend.yaml");
    private static final Path PLACE = Path.of("examples", "quickstart");
    private static final int LEVELS = 5;

    private final List<Path> paths;
    private final @Nullable Path copy;

    private Quickstart(List<Path> paths, @Nullable Path copy) {
        this.paths = List.copyOf(paths);
        this.copy = copy;
    }

    /** These files instead. */
    public static Quickstart of(List<Path> paths) {
        return new Quickstart(paths, null);
    }

    /**
     * The quickstart of this installation, or a temporary copy that goes when this is closed.
     *
     * @throws IOException if there is none and no copy can be written
     */
    public static Quickstart find() throws IOException {
        Optional<Path> installed = installed();
        if (installed.isPresent()) {
            return new Quickstart(List.of(installed.get()), null);
        }
        Path folder = Files.createTempDirectory("gatewright-quickstart-");
        for (String file : FILES) {
            try (InputStream in = Quickstart.class.getResourceAsStream("quickstart/" + file)) {
                if (in == null) {
                    throw new IOException("the quickstart is not part of this jar: give a path");
                }
                Files.copy(in, folder.resolve(file));
            }
        }
        return new Quickstart(List.of(folder), folder);
    }

    /** Upwards from the jar or the classes. */
    private static Optional<Path> installed() {
        try {
            Path at = Path.of(Quickstart.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            for (int i = 0; i < LEVELS && at != null; i++) {
                Path candidate = at.resolve(PLACE);
                if (Files.isDirectory(candidate)) {
                    Path here = Path.of("").toAbsolutePath();
                    return Optional.of(candidate.startsWith(here) ? here.relativize(candidate) : candidate);
                }
                at = at.getParent();
            }
        } catch (URISyntaxException | IllegalArgumentException e) {
            // no file system behind the classes: the copy in the jar serves
        }
        return Optional.empty();
    }

    /** What to serve. */
    public List<Path> paths() {
        return paths;
    }

    /** Removes the copy, if there is one. */
    @Override
    public void close() {
        if (copy != null) {
            try (Stream<Path> files = Files.walk(copy)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
