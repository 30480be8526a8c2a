package io.gatewright.model.policy;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.util.Optional;
import org.immutables.value.Value;

/** An attribute of every span. */
@Value.Immutable
@JsonDeserialize(as = ImmutableTracingAttribute.class)
public interface TracingAttribute {
    // values of sourceType()
    String HEADER = "Header";
    String LITERAL = "Literal";
    String ATTRIBUTE = "Attribute";

    String name();

    String sourceType();

    Optional<String> headerName();

    Optional<String> literalValue();

    Optional<String> attributeKey();
}
