package io.gatewright.model.route;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import org.immutables.value.Value;

/** Compares a header (v1 {@code GRPCHeaderMatch}). */
@Value.Immutable
@JsonDeserialize(as = ImmutableGrpcHeaderMatch.class)
public interface GrpcHeaderMatch {
    // values of type()
    String EXACT = "Exact";
    String REGULAR_EXPRESSION = "RegularExpression";

    @Value.Default
    default String type() {
        return EXACT;
    }

    /** Compared without case. */
    String name();

    String value();
}
