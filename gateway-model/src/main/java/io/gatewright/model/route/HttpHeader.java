package io.gatewright.model.route;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import org.immutables.value.Value;

/** A header with a value (v1 {@code HTTPHeader}). */
@Value.Immutable
@JsonDeserialize(as = ImmutableHttpHeader.class)
public interface HttpHeader {
    String name();

    String value();
}
