package io.gatewright.model.read;

import io.gatewright.model.name.ObjectRef;
import io.gatewright.model.read.tree.Location;
import java.util.Optional;

/**
 * One thing that is wrong with a text or an object. Never holds the content of a Secret.
 *
 * @param severity whether the object is refused for it
 * @param rule short name of the broken rule, such as {@code required} or {@code listener-tls-forbidden}
 * @param at where; absent for objects that did not come from a text
 * @param object which object; absent when the text did not get that far
 * @param field the field, as {@code spec.rules[0].matches[1].path.value}; empty for the whole object
 * @param message what is wrong: lower case, no final stop, user input in backticks
 * @param expected what would be right; may be empty
 */
public record Problem(
        Severity severity,
        String rule,
        Optional<Location> at,
        Optional<ObjectRef> object,
        String field,
        String message,
        String expected) {

    /** How bad it is. */
    public enum Severity {
        /** The object has no value: an API server would refuse it. */
        ERROR,
        /** The object has a value; something in it is probably a mistake. */
        WARNING
    }

    public boolean isError() {
        return severity == Severity.ERROR;
    }

    /** The same, less severe. */
    Problem asWarning() {
        return new Problem(Severity.WARNING, rule, at, object, field, message, expected);
    }

    /** One line for people: {@code file:3:5: error: HTTPRoute ns/name: spec.rules: the list is empty: expected ...}. */
    @Override
    public String toString() {
        return at.map(place -> place + ": ").orElse("")
                + (isError() ? "error: " : "warning: ")
                + object.map(ref -> ref + ": ").orElse("")
                + (field.isEmpty() ? "" : field + ": ")
                + message
                + (expected.isEmpty() ? "" : ": expected " + expected);
    }
}
