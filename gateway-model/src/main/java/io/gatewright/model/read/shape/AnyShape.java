package io.gatewright.model.read.shape;

import io.gatewright.model.read.tree.FieldPath;
import io.gatewright.model.read.tree.Node;

/** No rule at all. */
enum AnyShape implements Shape {
    ANY;

    @Override
    public void check(Node node, FieldPath path, Complaints complaints) {
        // nothing is wrong with anything here
    }
}
