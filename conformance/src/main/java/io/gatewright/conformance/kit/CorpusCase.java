package io.gatewright.conformance.kit;

import java.net.URI;
import java.util.List;
import java.util.SortedSet;

/**
 * One case file.
 *
 * @param area its folder
 * @param name its file without {@code .yaml}
 * @param rule the leading comment without the line of sources
 * @param points what it shows: {@code point 5.1.8}, {@code demand 6.2.33}
 * @param source where the file is
 * @param settings what it needs
 * @param steps at least one
 */
public record CorpusCase(
        String area,
        String name,
        String rule,
        SortedSet<String> points,
        URI source,
        CaseSettings settings,
        List<CaseStep> steps) {

    /** {@code area/name}. */
    public String id() {
        return area + "/" + name;
    }
}
