package io.gatewright.semantics.report;

import io.gatewright.model.name.ObjectRef;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What is to be said to every object of ours: complete, whatever was said before. */
public record Report(SortedMap<ObjectRef, ObjectReport> objects) {
    public Report {
        objects = Collections.unmodifiableSortedMap(new TreeMap<>(objects));
    }

    /** The report on one object, if it is one of ours. */
    public Optional<ObjectReport> of(ObjectRef object) {
        return Optional.ofNullable(objects.get(object));
    }
}
