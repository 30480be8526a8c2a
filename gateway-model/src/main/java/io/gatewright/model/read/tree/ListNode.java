package io.gatewright.model.read.tree;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;

/** A list of a document. */
public record ListNode(Location at, List<Node> items) implements Node {

    public ListNode {
        items = Collections.unmodifiableList(new ArrayList<>(items));
    }

    @Override
    public String description() {
        return "a list";
    }

    @Override
    public <R> R fold(Function<MapNode, R> map, Function<ListNode, R> list, Function<ScalarNode, R> scalar) {
        return list.apply(this);
    }
}
