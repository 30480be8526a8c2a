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

    /** The difference that turns {@code before} into {@code after}: linear in both. */
    public static PlanDiff between(Plan before, Plan after, long version) {
        List<PlanEntry> puts = new ArrayList<>();
        after.entries().forEach((key, entry) -> {
            PlanEntry old = before.entries().get(key);
            // entries that nothing touched are mostly the very same objects
            if (old != entry && !entry.equals(old)) {
                puts.add(entry);
            }
        });
        List<String> gone = new ArrayList<>();
        before.entries().keySet().forEach(key -> {
            if (!after.entries().containsKey(key)) {
                gone.add(key);
            }
        });
        return new PlanDiff(after.gateway(), version, puts, gone);
    }

    /** Nothing to send. */
    public boolean isEmpty() {
        return puts.isEmpty() && gone.isEmpty();
    }
}
