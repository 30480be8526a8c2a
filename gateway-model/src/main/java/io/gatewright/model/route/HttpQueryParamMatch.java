package io.gatewright.model.route;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import org.immutables.value.Value;

/** Compares a query parameter (v1 {@code HTTPQueryParamMatch}). */
@Value.Immutable
@JsonDeserialize(as = ImmutableHttpQueryParamMatch.class)
public interface HttpQueryParamMatch {
    // values of type()
    String EXACT = "Exact";
    String REGULAR_EXPRESSION = "RegularExpression";

    @Value.Default
    default String type() {
        return EXACT;
    }

    /** Compared exactly. */
    String name();

    String value();
}
