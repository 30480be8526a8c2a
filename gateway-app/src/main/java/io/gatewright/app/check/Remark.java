package io.gatewright.app.check;

import io.gatewright.model.name.ObjectRef;
import io.gatewright.model.read.tree.Location;
import java.util.Comparator;
import java.util.Optional;

/**
 * One thing that {@code check} says, whoever found it: the reader, the semantics, or the look at the whole.
 *
 * @param severity errors make the check fail
 * @param rule a short, stable name, such as {@code required} or {@code BackendNotFound}
 * @param at where in the files, if known
 * @param object whose
 * @param field of the object; empty for the whole
 * @param message what is wrong and the way out: lower case, no final stop
 */
public record Remark(
        Severity severity,
        String rule,
        Optional<Location> at,
        Optional<ObjectRef> object,
        String field,
        String message) {

    /** In the order of the files. */
    public static final Comparator<Remark> BY_PLACE = Comparator.comparing(
                    (Remark remark) -> remark.at().map(Location::file).orElse("\uffff"))
            .thenComparing(remark -> remark.at().map(Location::line).orElse(0))
            .thenComparing(remark -> remark.at().map(Location::column).orElse(0))
            .thenComparing(Remark::severity)
            .thenComparing(Remark::text);

    /** How bad. */
    public enum Severity {
        ERROR("error"),
        WARNING("warning");

        private final String word;

        Severity(String word) {
            this.word = word;
        }

        /** {@code error}, {@code warning}: also SARIF's levels. */
        public String word() {
            return word;
        }
    }

    /** Object, field and message in one line, without place and severity. */
    public String text() {
        return object.map(ref -> ref + ": ").orElse("") + (field.isEmpty() ? "" : field + ": ") + message;
    }
}
