package io.gatewright.model.read.tree;

import java.util.function.Function;

/**
 * A single value of a document.
 *
 * @param text the value in one canonical spelling: decimal digits for an integer, {@code true} or {@code false}
 *     for a boolean, the text itself for a string, empty for null
 */
public record ScalarNode(Location at, Scalar type, String text) implements Node {

    /** A string. */
    public static ScalarNode string(Location at, String text) {
        return new ScalarNode(at, Scalar.STRING, text);
    }

    @Override
    public boolean isNull() {
        return type == Scalar.NULL;
    }

    @Override
    public String description() {
        return type.description();
    }

    @Override
    public <R> R fold(Function<MapNode, R> map, Function<ListNode, R> list, Function<ScalarNode, R> scalar) {
        return scalar.apply(this);
    }
}
