package io.gatewright.model.route;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import org.immutables.value.Value;

/** A fraction (v1 {@code Fraction}). */
@Value.Immutable
@JsonDeserialize(as = ImmutableFraction.class)
public interface Fraction {
    int numerator();

    @Value.Default
    default int denominator() {
        return 100;
    }
}
