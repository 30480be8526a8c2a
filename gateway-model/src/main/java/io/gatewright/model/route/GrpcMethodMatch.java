package io.gatewright.model.route;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.util.Optional;
import org.immutables.value.Value;

/** Compares service and method (v1 {@code GRPCMethodMatch}); at least one of the two is set. */
@Value.Immutable
@JsonDeserialize(as = ImmutableGrpcMethodMatch.class)
public interface GrpcMethodMatch {
    // values of type()
    String EXACT = "Exact";
    String REGULAR_EXPRESSION = "RegularExpression";

    @Value.Default
    default String type() {
        return EXACT;
    }

    Optional<String> service();

    Optional<String> method();
}
