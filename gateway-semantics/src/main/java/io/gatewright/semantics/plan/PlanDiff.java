package io.gatewright.semantics.plan;

import io.gatewright.model.name.ObjectRef;
import java.util.ArrayList;
import java.util.List;

/**
 * What changed from one {@link Plan} to the next of the same Gateway.
 *
 * @param gateway whose plan
 * @param version of the plan that results; a later difference has a larger one. {@link Ack}s repeat it
 * @param puts new and changed entries, in key order
 * @param gone keys of removed entries, in order
 */
public record PlanDiff(ObjectRef gateway, long version, List<PlanEntry> puts, List<String> gone) {
    public PlanDiff {
        puts = List.copyOf(puts);
        gone = List.copyOf(gone);
    }

    /** The difference that turns {@code before} into {@code after}: costs what it is worth if one was made from the other. */
    public static PlanDiff between(Plan before, Plan after, long version) {
        List<PlanEntry> puts = new ArrayList<>();
        List<String> gone = new ArrayList<>();
        after.since(before, (key, old, now) -> {
            if (now == null) {
                gone.add(key);
            } else {
                puts.add(now);
            }
        });
        return new PlanDiff(after.gateway(), version, puts, gone);
    }

    /** Nothing to send. */
    public boolean isEmpty() {
        return puts.isEmpty() && gone.isEmpty();
    }
}
