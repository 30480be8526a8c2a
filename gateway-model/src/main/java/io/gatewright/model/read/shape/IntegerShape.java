package io.gatewright.model.read.shape;

import io.gatewright.model.read.tree.FieldPath;
import io.gatewright.model.read.tree.Node;
import io.gatewright.model.read.tree.Scalar;
import io.gatewright.model.read.tree.ScalarNode;
import java.math.BigInteger;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A whole number.
 *
 * @param choices when not empty, the only values allowed
 */
record IntegerShape(long min, long max, List<Integer> choices) implements Shape {

    /** The same, but only these values. */
    IntegerShape oneOf(Integer... values) {
        return new IntegerShape(min, max, List.of(values));
    }

    @Override
    public void check(Node node, FieldPath path, Complaints complaints) {
        if (!(node instanceof ScalarNode scalar) || scalar.type() != Scalar.INTEGER) {
            complaints.error("type", path, node.description() + " instead of an integer", expected());
            return;
        }
        BigInteger value = new BigInteger(scalar.text());
        boolean inRange =
                value.compareTo(BigInteger.valueOf(min)) >= 0 && value.compareTo(BigInteger.valueOf(max)) <= 0;
        if (!choices.isEmpty()) {
            if (!inRange || !choices.contains(value.intValue())) {
                complaints.error("enum", path, "`" + scalar.text() + "` is not one of the values", expected());
            }
        } else if (!inRange) {
            complaints.error("range", path, "`" + scalar.text() + "` is out of range", expected());
        }
    }

    private String expected() {
        if (!choices.isEmpty()) {
            return choices.stream().map(value -> "`" + value + "`").collect(Collectors.joining(", "));
        }
        boolean open = max == Integer.MAX_VALUE || max == Long.MAX_VALUE;
        if (!open) {
            return "an integer from " + min + " to " + max;
        }
        return min == Integer.MIN_VALUE || min == Long.MIN_VALUE ? "an integer" : "an integer of at least " + min;
    }
}
