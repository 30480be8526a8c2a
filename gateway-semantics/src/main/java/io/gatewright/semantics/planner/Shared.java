package io.gatewright.semantics.planner;

import io.gatewright.model.sorted.SortedTree;
import io.gatewright.semantics.plan.PlanEntry;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** The entries of a plan in the making, and how many parts of the plan need each of those that are shared. */
final class Shared {
    private SortedTree<String, PlanEntry> entries = SortedTree.empty();
    private SortedTree<String, Integer> counts = SortedTree.empty();

    /** Costs nothing. */
    Shared copy() {
        Shared copy = new Shared();
        copy.entries = entries;
        copy.counts = counts;
        return copy;
    }

    SortedTree<String, PlanEntry> entries() {
        return entries;
    }

    boolean has(String key) {
        return entries.get(key) != null;
    }

    @Nullable
    PlanEntry get(String key) {
        return entries.get(key);
    }

    /** An entry takes its place; the old object stays if it says the same. */
    void put(PlanEntry entry) {
        if (!entry.equals(entries.get(entry.key()))) {
            entries = entries.with(entry.key(), entry);
        }
    }

    void remove(String key) {
        entries = entries.without(key);
    }

    /** Entries that others may need as well: each is put, and counted once more. */
    void hold(Collection<? extends PlanEntry> needed) {
        for (PlanEntry entry : needed) {
            put(entry);
            count(entry.key(), 1);
        }
    }

    /** The reverse: what nobody needs any more goes. */
    void release(Collection<String> keys) {
        for (String key : keys) {
            if (count(key, -1) == 0) {
                remove(key);
            }
        }
    }

    /** Counts up or down, and says how many there are. */
    int count(String key, int by) {
        @Nullable Integer known = counts.get(key);
        int sum = (known == null ? 0 : known) + by;
        if (by != 0) {
            counts = sum == 0 ? counts.without(key) : counts.with(key, sum);
        }
        return sum;
    }
}
