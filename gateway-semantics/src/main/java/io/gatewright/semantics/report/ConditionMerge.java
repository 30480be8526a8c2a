package io.gatewright.semantics.report;

import io.gatewright.model.core.Condition;
import io.gatewright.model.core.ImmutableCondition;
import io.gatewright.semantics.finding.ConditionType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Our conditions into a list that others write to as well. Types that we do not know stay as they are; ours that no longer
 * apply go; the time of the last transition moves only when the status does; what was derived from a newer generation of
 * the object is never overwritten.
 */
final class ConditionMerge {
    private static final Set<String> OURS =
            Arrays.stream(ConditionType.values()).map(ConditionType::text).collect(Collectors.toUnmodifiableSet());

    private ConditionMerge() {}

    static List<Condition> merge(List<Condition> current, List<ConditionReport> wanted, Instant now) {
        List<Condition> merged = new ArrayList<>();
        for (Condition old : current) {
            Optional<ConditionReport> same = wanted.stream()
                    .filter(report -> report.type().equals(old.type()))
                    .findFirst();
            if (same.isPresent()) {
                merged.add(renewed(old, same.get(), now));
            } else if (!OURS.contains(old.type())) {
                merged.add(old);
            }
        }
        for (ConditionReport report : wanted) {
            if (current.stream().noneMatch(old -> old.type().equals(report.type()))) {
                merged.add(made(report, now));
            }
        }
        return merged;
    }

    private static Condition renewed(Condition old, ConditionReport report, Instant now) {
        if (old.observedGeneration().orElse(0L) > report.observedGeneration()) {
            return old; // another replica has seen a newer object
        }
        Instant since = old.status().equals(report.status()) ? old.lastTransitionTime() : now;
        return made(report, since);
    }

    private static Condition made(ConditionReport report, Instant since) {
        return ImmutableCondition.builder()
                .type(report.type())
                .status(report.status())
                .reason(report.reason())
                .message(report.message())
                .observedGeneration(report.observedGeneration())
                .lastTransitionTime(since)
                .build();
    }
}
