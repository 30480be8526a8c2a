package io.gatewright.model.route;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.util.List;
import java.util.Optional;
import org.immutables.value.Value;

/**
 * The rule of a TLSRoute, TCPRoute or UDPRoute (v1 {@code TLSRouteRule}, {@code TCPRouteRule}, {@code UDPRouteRule},
 * which are alike).
 */
@Value.Immutable
@JsonDeserialize(as = ImmutableStreamRouteRule.class)
public interface StreamRouteRule {
    /** Unique in the route. */
    Optional<String> name();

    /** Where connections go, by weight. */
    List<BackendRef> backendRefs();
}
