package io.gatewright.model.read.shape;

import io.gatewright.model.read.tree.FieldPath;
import io.gatewright.model.read.tree.Node;
import java.util.List;

/** What a node may look like. Immutable; the factory methods below are the whole language. */
public sealed interface Shape permits ObjectShape, ListShape, MapShape, TextShape, IntegerShape, FlagShape, AnyShape {

    /** Checks a node (never null, nulls count as absent) and tells what is wrong with it. */
    void check(Node node, FieldPath path, Complaints complaints);

    /** An object with exactly these fields; others are warned of. */
    static ObjectShape object(Field... fields) {
        return ObjectShape.of(false, List.of(fields));
    }

    /** An object of which we keep only these fields; others are none of our business. */
    static ObjectShape partOf(Field... fields) {
        return ObjectShape.of(true, List.of(fields));
    }

    /** A field that must be there. */
    static Field need(String name, Shape shape) {
        return new Field(name, shape, true);
    }

    /** A field that may be absent, because it is optional or has a default. */
    static Field may(String name, Shape shape) {
        return new Field(name, shape, false);
    }

    /** A list of any length. */
    static ListShape list(Shape item) {
        return new ListShape(item, 0, Integer.MAX_VALUE, List.of(), false);
    }

    /** Values under free keys. */
    static MapShape map(Shape value) {
        return new MapShape(value, null, 0, Integer.MAX_VALUE);
    }

    /** Any string. */
    static TextShape text() {
        return TextShape.ANY;
    }

    /** One of a few strings. */
    static TextShape choice(String... values) {
        return TextShape.ANY.oneOf(List.of(values));
    }

    /** An integer within bounds, both included. */
    static IntegerShape integer(long min, long max) {
        return new IntegerShape(min, max, List.of());
    }

    /** A boolean. */
    static Shape flag() {
        return FlagShape.FLAG;
    }

    /** Anything at all: what we neither read nor judge. */
    static Shape any() {
        return AnyShape.ANY;
    }
}
