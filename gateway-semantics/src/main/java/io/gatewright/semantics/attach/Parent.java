package io.gatewright.semantics.attach;

import io.gatewright.model.name.ObjectRef;
import java.util.List;
import java.util.Optional;

/**
 * An object that routes may name as parent, and that is ours.
 *
 * @param gateway the Gateway itself, or the one that a ListenerSet belongs to
 * @param openings the listeners that the parent declares itself: a Gateway's exclude those of its ListenerSets
 * @param refusal present if the parent takes no routes at all, with the sentence that says why
 */
public record Parent(ObjectRef gateway, List<Opening> openings, Optional<String> refusal) {
    public Parent {
        openings = List.copyOf(openings);
    }
}
