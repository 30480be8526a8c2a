package io.gatewright.model.read.shape;

import io.gatewright.model.read.tree.FieldPath;

/** Where checks put what they find wrong; the receiver knows the object and turns the path into a place. */
public interface Complaints {

    /**
     * Adds one complaint.
     *
     * @param warning true when an API server would accept the object all the same
     * @param rule short name of the rule
     * @param path the field concerned
     * @param message what is wrong, lower case, no final stop, user input in backticks
     * @param expected what would be right
     */
    void add(boolean warning, String rule, FieldPath path, String message, String expected);

    /** Adds what makes an API server refuse the object. */
    default void error(String rule, FieldPath path, String message, String expected) {
        add(false, rule, path, message, expected);
    }

    /** Adds what is probably a mistake and yet accepted. */
    default void warning(String rule, FieldPath path, String message, String expected) {
        add(true, rule, path, message, expected);
    }
}
