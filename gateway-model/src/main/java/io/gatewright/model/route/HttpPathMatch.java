package io.gatewright.model.route;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import org.immutables.value.Value;

/** Compares the path (v1 {@code HTTPPathMatch}). */
@Value.Immutable
@JsonDeserialize(as = ImmutableHttpPathMatch.class)
public interface HttpPathMatch {
    // values of type()
    String EXACT = "Exact";
    String PATH_PREFIX = "PathPrefix";
    String REGULAR_EXPRESSION = "RegularExpression";

    /** A prefix is compared label by label: {@code /abc} does not match {@code /abcd}. */
    @Value.Default
    default String type() {
        return PATH_PREFIX;
    }

    @Value.Default
    default String value() {
        return "/";
    }
}
