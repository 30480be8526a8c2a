package io.gatewright.model.read.shape;

import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * The form of a string: a test and its description for people. Patterns run on user input, so they are written without
 * nested repetition that could backtrack, and groups repeat possessively, which Java does without recursion.
 *
 * @param expected what such a string looks like
 */
record Form(String expected, Predicate<String> accepts) {
    /** No string of the API with a pattern may be longer; a key of a map could be, and then it is wrong anyway. */
    private static final int LONGEST = 4096;

    /** A form that the whole string must have. */
    static Form of(String expected, String regex) {
        return bounded(expected, Pattern.compile(regex, Pattern.DOTALL).asMatchPredicate());
    }

    /** A form that some part of the string must have, for patterns that the API itself does not anchor. */
    static Form within(String expected, String regex) {
        return bounded(expected, Pattern.compile(regex, Pattern.DOTALL).asPredicate());
    }

    private static Form bounded(String expected, Predicate<String> pattern) {
        return new Form(expected, text -> text.length() <= LONGEST && pattern.test(text));
    }
}
