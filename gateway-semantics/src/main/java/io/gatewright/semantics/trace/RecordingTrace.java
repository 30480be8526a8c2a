package io.gatewright.semantics.trace;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;

/** Keeps the steps of one decision. Not safe for use by several threads. */
public final class RecordingTrace implements Trace {
    private final List<Step> steps = new ArrayList<>();

    @Override
    public boolean on() {
        return true;
    }

    @Override
    public void step(Step step) {
        steps.add(step);
    }

    /** The steps so far, in order: a live, read-only view. */
    public List<Step> steps() {
        return Collections.unmodifiableList(steps);
    }

    /** One line per step. */
    @Override
    public String toString() {
        return steps.stream().map(Step::toString).collect(Collectors.joining("\n"));
    }
}
