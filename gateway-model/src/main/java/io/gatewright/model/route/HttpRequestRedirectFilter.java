package io.gatewright.model.route;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.util.Optional;
import org.immutables.value.Value;

/** Answers with a redirect (v1 {@code HTTPRequestRedirectFilter}). What is absent is taken from the request. */
@Value.Immutable
@JsonDeserialize(as = ImmutableHttpRequestRedirectFilter.class)
public interface HttpRequestRedirectFilter {
    /** {@code http} or {@code https}. */
    Optional<String> scheme();

    Optional<String> hostname();

    Optional<HttpPathModifier> path();

    /** Absent: the well-known port of a given scheme, else the port of the listener. */
    Optional<Integer> port();

    @Value.Default
    default int statusCode() {
        return 302;
    }
}
