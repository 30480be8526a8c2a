package io.gatewright.model.route;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.util.List;
import java.util.Optional;
import org.immutables.value.Value;

/** Settings of external authorisation over HTTP (v1 {@code HTTPAuthConfig}). */
@Value.Immutable
@JsonDeserialize(as = ImmutableHttpAuthConfig.class)
public interface HttpAuthConfig {
    /** Prefix of the path of the authorisation request. */
    Optional<String> path();

    /** Further request headers to send along. */
    List<String> allowedHeaders();

    /** Headers of the answer to copy to the request for the backend. */
    List<String> allowedResponseHeaders();
}
