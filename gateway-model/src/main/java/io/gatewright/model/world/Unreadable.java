package io.gatewright.model.world;

import io.gatewright.model.name.ObjectRef;
import io.gatewright.model.read.Problem;
import java.util.List;

/** An object whose newest version could not be read, and why. Its last good version, if any, stays in the world. */
public record Unreadable(ObjectRef ref, List<Problem> problems) {
    public Unreadable {
        problems = List.copyOf(problems);
    }
}
