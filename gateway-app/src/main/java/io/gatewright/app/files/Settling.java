package io.gatewright.app.files;

import io.gatewright.app.files.Look.FileText;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Decides when a change of a file counts: when two looks, a settling time apart, saw the same. So a file that is being
 * written, or replaced by remove and create, is not taken half. A file that became empty or vanished must stay so for
 * longer, because that is what the middle of an edit looks like. Not thread-safe; time is an argument.
 */
final class Settling {
    private final long settleMillis;
    private final TreeMap<Path, FileText> accepted = new TreeMap<>();
    private final Map<Path, Candidate> candidates = new HashMap<>();

    /** A content (null: gone) and since when it has been seen. */
    private record Candidate(@Nullable String hash, long since) {}

    /** @param settleMillis how long a content must stay the same; vanishing takes five times that */
    Settling(long settleMillis) {
        this.settleMillis = settleMillis;
    }

    /** Takes a look as it is. */
    void first(Look look) {
        accepted.clear();
        candidates.clear();
        accepted.putAll(look.files());
    }

    /** Takes what has settled by now, and says whether that changed anything. */
    boolean next(Look look, long nowMillis) {
        boolean changed = false;
        TreeSet<Path> paths = new TreeSet<>(accepted.keySet());
        paths.addAll(look.files().keySet());
        for (Path path : paths) {
            FileText before = accepted.get(path);
            FileText now = look.files().get(path);
            if (now == null && look.failures().stream().anyMatch(failure -> failure.covers(path))) {
                candidates.remove(path);
                continue; // not gone, only out of sight
            }
            String hash = now == null ? null : now.hash();
            if (before != null && before.hash().equals(hash)) {
                candidates.remove(path);
                continue;
            }
            Candidate candidate = candidates.get(path);
            if (candidate == null || !java.util.Objects.equals(candidate.hash(), hash)) {
                candidate = new Candidate(hash, nowMillis);
                candidates.put(path, candidate);
            }
            boolean vanishing = before != null && (now == null || now.text().isBlank());
            if (nowMillis - candidate.since() >= (vanishing ? 5 * settleMillis : settleMillis)) {
                candidates.remove(path);
                changed = true;
                if (now == null) {
                    accepted.remove(path);
                } else {
                    accepted.put(path, now);
                }
            }
        }
        return changed;
    }

    /** Something has been seen that does not count yet: look again soon. */
    boolean unsettled() {
        return !candidates.isEmpty();
    }

    /** The files as they count now. */
    SortedMap<Path, FileText> files() {
        return accepted;
    }
}
