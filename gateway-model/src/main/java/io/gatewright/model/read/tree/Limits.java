package io.gatewright.model.read.tree;

/**
 * How much a text may ask of its reader.
 *
 * @param characters longest text, in characters
 * @param depth deepest nesting
 * @param copies most nodes that aliases may add to a document by being repeated
 */
public record Limits(int characters, int depth, int copies) {
    /** Room for 40,000 routes in one file, and none for an alias bomb. */
    public static final Limits DEFAULT = new Limits(64 * 1024 * 1024, 100, 100_000);
}
