package io.gatewright.model.read.tree;

/**
 * A place in a text.
 *
 * @param file the name the text was read under, as the caller gave it
 * @param line counted from 1
 * @param column counted from 1, in characters
 */
public record Location(String file, int line, int column) {

    @Override
    public String toString() {
        return file + ":" + line + ":" + column;
    }
}
