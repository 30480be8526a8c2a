package io.gatewright.model.read.shape;

import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * The form of a string: a test and its description for people. Patterns run on user input, so they are written without
 * nested repetition that could backtrack.
 *
 * @param expected what such a string looks like
 */
record Form(String expected, Predicate<String> accepts) {

    /** A form that the whole string must have. */
    static Form of(String expected, String regex) {
        return new Form(expected, Pattern.compile(regex, Pattern.DOTALL).asMatchPredicate());
    }

    /** A form that some part of the string must have, for patterns that the API itself does not anchor. */
    static Form within(String expected, String regex) {
        return new Form(expected, Pattern.compile(regex, Pattern.DOTALL).asPredicate());
    }
}
