package io.gatewright.conformance.kit;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is changed, then what must hold.
 *
 * @param title may be empty
 * @param documents to apply, as written, placeholders not yet filled
 * @param deletions to make after them
 * @param status by object; the value {@code none} demands that nothing is reported
 * @param problems all that reading must find; absent if they are not judged
 * @param requests in order
 * @param plan the computed section as written, for engines that know it
 */
public record CaseStep(
        String title,
        List<String> documents,
        List<ObjectName> deletions,
        Map<ObjectName, Object> status,
        Optional<List<Problem>> problems,
        List<Row> requests,
        Optional<String> plan) {}
