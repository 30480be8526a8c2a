package io.gatewright.model.parameters;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import org.immutables.value.Value;

/** An object of the same namespace, by name. */
@Value.Immutable
@JsonDeserialize(as = ImmutableNamedObject.class)
public interface NamedObject {
    String name();
}
