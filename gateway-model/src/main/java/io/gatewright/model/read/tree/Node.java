package io.gatewright.model.read.tree;

import java.util.function.Function;

/** A located piece of a document, whether it was written in YAML or in JSON. Immutable. */
public sealed interface Node permits MapNode, ListNode, ScalarNode {

    /** Where the node begins. */
    Location at();

    /** What the node is, for a message: `an object`, `a list`, `a string`. */
    String description();

    /** Applies the one function that fits the node. */
    <R> R fold(Function<MapNode, R> map, Function<ListNode, R> list, Function<ScalarNode, R> scalar);

    /** True for an explicit or implied null. */
    default boolean isNull() {
        return false;
    }
}
