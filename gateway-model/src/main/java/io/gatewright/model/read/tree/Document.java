package io.gatewright.model.read.tree;

import java.util.List;
import java.util.Optional;

/**
 * One document of a text: its tree, or the faults that prevented one, or both when something in it is wrong but the
 * rest is readable (a duplicate key, of which the first is kept).
 *
 * @param at where the document begins
 * @param root absent when the text is not well formed or the document is empty
 * @param faults in the order of the text
 */
public record Document(Location at, Optional<Node> root, List<Fault> faults) {

    public Document {
        faults = List.copyOf(faults);
    }
}
