package io.gatewright.model.route;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.util.Optional;
import org.immutables.value.Value;

/** Sends a copy of requests elsewhere and ignores the answers (v1 {@code HTTPRequestMirrorFilter}). */
@Value.Immutable
@JsonDeserialize(as = ImmutableHttpRequestMirrorFilter.class)
public interface HttpRequestMirrorFilter {
    BackendObjectReference backendRef();

    /** Share of requests to copy, 0 to 100; excludes {@link #fraction()}. Neither means all. */
    Optional<Integer> percent();

    Optional<Fraction> fraction();
}
