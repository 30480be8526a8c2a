package io.gatewright.model.read.shape;

import io.gatewright.model.read.tree.FieldPath;
import io.gatewright.model.read.tree.Node;
import io.gatewright.model.read.tree.Scalar;
import io.gatewright.model.read.tree.ScalarNode;

/** A boolean. */
enum FlagShape implements Shape {
    FLAG;

    @Override
    public void check(Node node, FieldPath path, Complaints complaints) {
        if (!(node instanceof ScalarNode scalar) || scalar.type() != Scalar.BOOLEAN) {
            complaints.error("type", path, node.description() + " instead of a boolean", "`true` or `false`");
        }
    }
}
