package io.gatewright.conformance.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** All cases, from the folder {@code corpus} or from the kit's own jar. */
public final class Corpus {
    private Corpus() {}

    /** The cases of a folder whose sub-folders are the areas, sorted by area and name. */
    public static List<CorpusCase> of(Path folder) {
        try (Stream<Path> files = Files.walk(folder, 2)) {
            List<CorpusCase> cases = new ArrayList<>();
            for (Path file : files.filter(path -> path.toString().endsWith(".yaml"))
                    .sorted(Comparator.comparing(Path::toString))
                    .toList()) {
                String fileName = file.getFileName().toString();
                cases.add(CorpusReader.read(
                        Objects.requireNonNull(file.getParent()).getFileName().toString(),
                        fileName.substring(0, fileName.length() - ".yaml".length()),
                        file.toUri(),
                        Files.readString(file)));
            }
            return List.copyOf(cases);
        } catch (IOException e) {
            throw new UncheckedIOException("reading the corpus in " + folder, e);
        }
    }

    /** The cases that travel with this class. */
    public static List<CorpusCase> bundled() {
        URI place;
        try {
            place = Objects.requireNonNull(Corpus.class.getResource("/gateway-conformance-corpus"), "no bundled corpus")
                    .toURI();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
        if (!"jar".equals(place.getScheme())) {
            return of(Path.of(place));
        }
        try (FileSystem jar = FileSystems.newFileSystem(place, Map.of())) {
            return of(jar.getPath("/gateway-conformance-corpus"));
        } catch (IOException e) {
            throw new UncheckedIOException("reading the corpus in " + place, e);
        }
    }

    /**
     * Cases by comma-separated globs of {@code area/name}, where {@code *} is any text.
     *
     * @param globs empty: all
     */
    public static Predicate<CorpusCase> only(String globs) {
        if (globs.isBlank()) {
            return all -> true;
        }
        List<Pattern> patterns = Stream.of(globs.split(",", -1))
                .map(glob -> Pattern.compile(Stream.of(glob.strip().split("\\*", -1))
                        .map(Pattern::quote)
                        .reduce((a, b) -> a + ".*" + b)
                        .orElse("")))
                .toList();
        return one ->
                patterns.stream().anyMatch(pattern -> pattern.matcher(one.id()).matches());
    }
}
