package io.gatewright.semantics.report;

import io.gatewright.model.name.ObjectRef;
import io.gatewright.model.sorted.SortedTree;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What is to be said to every object of ours: complete, whatever was said before.
 *
 * @param objects one report each
 * @param unsettled Gateways whose newest plan their data plane has not acknowledged: what is said about them and their
 *     ListenerSets may change in a moment, so a writer that has said something else may wait for it
 */
public record Report(SortedMap<ObjectRef, ObjectReport> objects, SortedSet<ObjectRef> unsettled) {
    public Report {
        objects = SortedTree.copyOf(objects).asMap();
        unsettled = Collections.unmodifiableSortedSet(new TreeSet<>(unsettled));
    }

    /** A report about which nothing is pending. */
    public Report(SortedMap<ObjectRef, ObjectReport> objects) {
        this(objects, Collections.emptySortedSet());
    }

    /** The same, with these Gateways unsettled. */
    public Report withUnsettled(SortedSet<ObjectRef> gateways) {
        return new Report(objects, gateways);
    }

    /** Tells what is to be said otherwise than before; costs what the change is worth. */
    public void since(Report before, SortedTree.Difference<ObjectRef, ObjectReport> difference) {
        SortedTree.copyOf(objects).since(SortedTree.copyOf(before.objects), difference);
    }

    /** The report on one object, if it is one of ours. */
    public Optional<ObjectReport> of(ObjectRef object) {
        return Optional.ofNullable(objects.get(object));
    }
}
