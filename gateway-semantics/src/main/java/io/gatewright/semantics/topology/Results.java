package io.gatewright.semantics.topology;

import io.gatewright.model.name.ObjectRef;
import io.gatewright.model.sorted.Links;
import io.gatewright.model.sorted.SortedTree;
import io.gatewright.semantics.grant.Crossing;
import io.gatewright.semantics.reference.Lookup;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a pass has made of each object or listener, with what it asked the world for on the way, so that it can be told which results no
 * longer stand. Copies cost nothing.
 *
 * @param <K> what results are about
 * @param <R> a result; never modified
 */
final class Results<K extends Comparable<K>, R> {
    private SortedTree<K, R> values = SortedTree.empty();
    private SortedTree<K, Asked> asked = SortedTree.empty();
    private Links<ObjectRef, K> readers = Links.empty();
    private Links<Crossing, K> crossers = Links.empty();

    private record Asked(List<ObjectRef> reads, List<Crossing> crossings) {
        private static final Asked NOTHING = new Asked(List.of(), List.of());
    }

    Results<K, R> copy() {
        Results<K, R> copy = new Results<>();
        copy.values = values;
        copy.asked = asked;
        copy.readers = readers;
        copy.crossers = crossers;
        return copy;
    }

    SortedTree<K, R> values() {
        return values;
    }

    @Nullable
    R get(K object) {
        return values.get(object);
    }

    /** Those whose results were made from an answer that may be another one now. */
    TreeSet<K> stale(Changes changes) {
        TreeSet<K> stale = new TreeSet<>();
        changes.objects().forEach(object -> stale.addAll(readers.of(object)));
        changes.crossings().forEach(crossing -> stale.addAll(crossers.of(crossing)));
        return stale;
    }

    /** @param lookup all that was asked for to make the result */
    void put(K object, R result, Lookup lookup) {
        values = values.with(object, result);
        ask(object, new Asked(lookup.reads(), lookup.crossings()));
    }

    void remove(K object) {
        values = values.without(object);
        ask(object, Asked.NOTHING);
    }

    private void ask(K object, Asked now) {
        Asked before = asked.get(object);
        if (now.equals(before == null ? Asked.NOTHING : before)) {
            return;
        }
        if (before != null) {
            Set<ObjectRef> reads = Set.copyOf(now.reads());
            Set<Crossing> crossings = Set.copyOf(now.crossings());
            before.reads().stream()
                    .filter(read -> !reads.contains(read))
                    .forEach(read -> readers = readers.without(read, object));
            before.crossings().stream()
                    .filter(way -> !crossings.contains(way))
                    .forEach(way -> crossers = crossers.without(way, object));
        }
        now.reads().forEach(read -> readers = readers.with(read, object));
        now.crossings().forEach(way -> crossers = crossers.with(way, object));
        asked = now.equals(Asked.NOTHING) ? asked.without(object) : asked.with(object, now);
    }
}
