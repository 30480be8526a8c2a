package io.gatewright.conformance.kit;

/**
 * What a gateway says about a document that it could not take as it is.
 *
 * @param object which object
 * @param path the field, for example {@code spec.rules[0].matches[1].path.value}
 * @param message the sentence for the author
 * @param warning true if the object is taken nevertheless
 */
public record Problem(ObjectName object, String path, String message, boolean warning) {
    @Override
    public String toString() {
        return (warning ? "warning: " : "") + object + " " + path + ": " + message;
    }
}
