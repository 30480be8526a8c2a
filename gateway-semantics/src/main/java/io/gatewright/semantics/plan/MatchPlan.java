package io.gatewright.semantics.plan;

import java.util.List;
import java.util.Optional;

/**
 * One entry of {@code rules[].matches}: all of its parts must hold.
 *
 * @param path never absent: no path match in the API means prefix {@code /}
 * @param method absent: any
 * @param headers names in lower case; a name appears once (the first entry of the API's list wins)
 * @param query names case-sensitive, each once
 */
public record MatchPlan(PathMatch path, Optional<String> method, List<ValueMatch> headers, List<ValueMatch> query) {
    public MatchPlan {
        headers = List.copyOf(headers);
        query = List.copyOf(query);
    }

    /** A header or query parameter that must have this value. */
    public record ValueMatch(String name, boolean regex, String value) {}
}
