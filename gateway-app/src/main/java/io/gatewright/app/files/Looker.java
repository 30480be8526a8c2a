package io.gatewright.app.files;

import io.gatewright.app.files.Look.Failure;
import io.gatewright.app.files.Look.FileText;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Looks at files and folders: recursively, in sorted order, through symbolic links, past everything hidden. A ConfigMap
 * mount needs no more than that: its visible names are links into the hidden folder {@code ..data}, which is swapped
 * whole. A file whose name, size, time and inode are as before is not read again. One thread at a time.
 */
final class Looker {
    private static final Set<String> ENDINGS = Set.of(".yaml", ".yml", ".json");
    private static final long MAX_BYTES = 64L << 20;
    /** A file changed this shortly before it was read may change again without a new time. */
    private static final long RACY_MILLIS = 2_000;

    private final List<Path> roots;
    private Map<Path, Known> known = new HashMap<>();

    private record Stamp(
            long modifiedNanos, long size, @Nullable Object inode) {}

    private record Known(Stamp stamp, boolean racy, FileText text) {}

    Looker(List<Path> roots) {
        this.roots = List.copyOf(roots);
    }

    /**
     * Looks once.
     *
     * @param nowMillis the time of the clock that stamps files
     * @param changed paths that are read again even if they seem unchanged
     */
    Look look(long nowMillis, Set<Path> changed) {
        Walk walk = new Walk(nowMillis, changed);
        for (Path root : roots) {
            walk.root(root);
        }
        known = walk.knownNext;
        return new Look(walk.files, walk.folders, walk.failures);
    }

    private final class Walk {
        private final long nowMillis;
        private final Set<Path> changed;
        private final TreeMap<Path, FileText> files = new TreeMap<>();
        private final Set<Path> folders = new HashSet<>();
        private final List<Failure> failures = new ArrayList<>();
        private final Map<Path, Known> knownNext = new HashMap<>();
        /** Files by their true path: one that is reachable by two names counts once, under the first. */
        private final Set<Path> taken = new HashSet<>();

        Walk(long nowMillis, Set<Path> changed) {
            this.nowMillis = nowMillis;
            this.changed = changed;
        }

        void root(Path root) {
            if (Files.isDirectory(root)) {
                folder(root, new HashSet<>());
            } else {
                watchLinks(root);
                file(root);
            }
        }

        /** A single file is watched through its folder; a link also through the folders that it leads through. */
        private void watchLinks(Path file) {
            Path at = file.toAbsolutePath();
            for (int hops = 0; hops < 40; hops++) {
                Path folder = Objects.requireNonNull(at.getParent());
                if (Files.isDirectory(folder)) {
                    folders.add(folder);
                }
                if (!Files.isSymbolicLink(at)) {
                    return;
                }
                try {
                    at = folder.resolve(Files.readSymbolicLink(at));
                } catch (IOException e) {
                    return; // reading the file says what is wrong
                }
            }
        }

        private void folder(Path folder, Set<Path> above) {
            List<Path> entries = new ArrayList<>();
            Path real;
            try {
                real = folder.toRealPath();
                if (!above.add(real)) {
                    failures.add(new Failure(folder, "a link to a folder above itself: not followed"));
                    return;
                }
                folders.add(folder);
                try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
                    stream.forEach(entries::add);
                }
            } catch (IOException | java.nio.file.DirectoryIteratorException e) {
                failures.add(new Failure(folder, why(e)));
                return;
            }
            entries.sort(null);
            for (Path entry : entries) {
                String name = entry.getFileName().toString();
                if (name.startsWith(".")) {
                    continue;
                }
                if (Files.isDirectory(entry)) {
                    folder(entry, above);
                } else if (counts(name)) {
                    file(entry);
                }
            }
            above.remove(real);
        }

        private void file(Path file) {
            try {
                Path real = file.toRealPath();
                if (!taken.add(real)) {
                    return;
                }
                BasicFileAttributes attributes = Files.readAttributes(real, BasicFileAttributes.class);
                if (!attributes.isRegularFile()) {
                    throw new IOException("not a regular file");
                }
                if (attributes.size() > MAX_BYTES) {
                    throw new IOException("larger than " + (MAX_BYTES >> 20) + " MB: split it");
                }
                Known next = read(file, real, attributes);
                files.put(file, next.text());
                knownNext.put(file, next);
            } catch (IOException e) {
                failures.add(new Failure(file, why(e)));
            }
        }

        private Known read(Path file, Path real, BasicFileAttributes attributes) throws IOException {
            Stamp stamp = new Stamp(
                    attributes.lastModifiedTime().to(java.util.concurrent.TimeUnit.NANOSECONDS),
                    attributes.size(),
                    attributes.fileKey());
            Known before = known.get(file);
            if (before != null && !before.racy() && before.stamp().equals(stamp) && !changed.contains(file)) {
                return before;
            }
            byte[] bytes = Files.readAllBytes(real);
            boolean racy = attributes.lastModifiedTime().toMillis() + RACY_MILLIS > nowMillis;
            String hash = hash(bytes);
            if (before != null && before.text().hash().equals(hash)) {
                return new Known(stamp, racy, before.text());
            }
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return new Known(stamp, racy, new FileText(text, hash));
        }
    }

    /** Whether a file in a folder is read: by the end of its name. */
    static boolean counts(String name) {
        int dot = name.lastIndexOf('.');
        return dot > 0 && ENDINGS.contains(name.substring(dot).toLowerCase(Locale.ROOT));
    }

    static String hash(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static String why(Exception e) {
        if (e instanceof NoSuchFileException) {
            return "no such file or folder";
        }
        if (e instanceof AccessDeniedException) {
            return "no permission to read it";
        }
        if (e instanceof CharacterCodingException) {
            return "not UTF-8 text";
        }
        String message = e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message;
    }
}
