package io.gatewright.model.route;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.util.List;
import java.util.Optional;
import org.immutables.value.Value;

/** Answers pre-flight requests and adds CORS headers (v1 {@code HTTPCORSFilter}, GEP-1767). */
@Value.Immutable
@JsonDeserialize(as = ImmutableHttpCorsFilter.class)
public interface HttpCorsFilter {
    // alone in a list: everything
    String ANY = "*";

    /** Origins, possibly with a wildcard label, or {@code *} alone. */
    List<String> allowOrigins();

    Optional<Boolean> allowCredentials();

    List<String> allowMethods();

    List<String> allowHeaders();

    List<String> exposeHeaders();

    /** Seconds a client may keep the answer to a pre-flight request. */
    @Value.Default
    default int maxAge() {
        return 5;
    }
}
