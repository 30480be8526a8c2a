package io.gatewright.model.core;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Optional;

/** A number or a name, as in {@code targetPort} of a Service: the JSON type tells which. Exactly one of the two is set. */
public final class IntOrString {
    private final Object value;

    private IntOrString(Object value) {
        this.value = value;
    }

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static IntOrString of(int number) {
        return new IntOrString(number);
    }

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static IntOrString of(String name) {
        return new IntOrString(name);
    }

    public Optional<Integer> number() {
        return value instanceof Integer number ? Optional.of(number) : Optional.empty();
    }

    public Optional<String> name() {
        return value instanceof String name ? Optional.of(name) : Optional.empty();
    }

    @JsonValue
    Object json() {
        return value;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof IntOrString that && value.equals(that.value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
