package io.gatewright.app.files;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What one look at the given paths saw.
 *
 * @param files every file that counts, sorted by path as shown to people
 * @param folders the folders that must be watched to learn of the next change
 * @param failures paths that could not be looked at; what was known below them stays known
 */
record Look(SortedMap<Path, FileText> files, Set<Path> folders, List<Failure> failures) {
    Look {
        files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
        folders = Set.copyOf(folders);
        failures = List.copyOf(failures);
    }

    /**
     * One file's content.
     *
     * @param hash of the content; two files with the same hash hold the same
     */
    record FileText(String text, String hash) {}

    /**
     * A path that could not be looked at.
     *
     * @param why what people are told, without the path
     */
    record Failure(Path path, String why) {
        boolean covers(Path file) {
            return file.startsWith(path);
        }
    }
}
