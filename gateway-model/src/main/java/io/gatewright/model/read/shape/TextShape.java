package io.gatewright.model.read.shape;

import io.gatewright.model.read.tree.FieldPath;
import io.gatewright.model.read.tree.Node;
import io.gatewright.model.read.tree.Scalar;
import io.gatewright.model.read.tree.ScalarNode;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A string.
 *
 * @param min fewest characters (Unicode code points)
 * @param max most characters
 * @param form what it must look like, if anything
 * @param choices when not empty, the only values allowed
 * @param secret true when a message must not repeat the value
 */
record TextShape(int min, int max, @Nullable Form form, List<String> choices, boolean secret) implements Shape {
    static final TextShape ANY = new TextShape(0, Integer.MAX_VALUE, null, List.of(), false);
    private static final int LONGEST_QUOTE = 80;

    /** The same, limited in length. */
    TextShape length(int fewest, int most) {
        return new TextShape(fewest, most, form, choices, secret);
    }

    /** The same, limited in form. */
    TextShape form(Form newForm) {
        return new TextShape(min, max, newForm, choices, secret);
    }

    /** The same, limited to a few values. */
    TextShape oneOf(List<String> values) {
        return new TextShape(min, max, form, values, secret);
    }

    /** The same, never quoted. */
    TextShape hidden() {
        return new TextShape(min, max, form, choices, true);
    }

    @Override
    public void check(Node node, FieldPath path, Complaints complaints) {
        if (!(node instanceof ScalarNode scalar) || scalar.type() != Scalar.STRING) {
            boolean quotes = node instanceof ScalarNode;
            String message = node.description() + " instead of a string" + (quotes ? ": put it in quotes" : "");
            complaints.error("type", path, message, expected());
            return;
        }
        String text = scalar.text();
        int length = text.codePointCount(0, text.length());
        if (!choices.isEmpty()) {
            if (!choices.contains(text)) {
                String guess = Nearest.to(text, choices)
                        .map(near -> ": did you mean `" + near + "`?")
                        .orElse("");
                complaints.error("enum", path, quote(text) + " is not one of the values" + guess, expected());
            }
        } else if (length < min || length > max) {
            String message = length == 0 ? "the string is empty" : "the string has " + length + " characters";
            complaints.error("length", path, message, expected());
        } else if (form != null && !form.accepts().test(text)) {
            complaints.error("pattern", path, quote(text) + " has the wrong form", expected());
        }
    }

    private String quote(String text) {
        if (secret) {
            return "the value";
        }
        String shown = text.length() > LONGEST_QUOTE ? text.substring(0, LONGEST_QUOTE) + "..." : text;
        return "`" + shown.replaceAll("\\p{Cntrl}", "?") + "`";
    }

    private String expected() {
        if (!choices.isEmpty()) {
            return choices.stream().map(value -> "`" + value + "`").collect(Collectors.joining(", "));
        }
        String what = Optional.ofNullable(form).map(Form::expected).orElse("a string");
        if (max == Integer.MAX_VALUE) {
            return what;
        }
        return what + (min > 0 ? ", " + min + " to " : ", at most ") + max + " characters";
    }
}
