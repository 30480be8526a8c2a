package io.gatewright.model.route;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.util.Optional;
import org.immutables.value.Value;

/** Rewrites host and path before forwarding (v1 {@code HTTPURLRewriteFilter}). */
@Value.Immutable
@JsonDeserialize(as = ImmutableHttpUrlRewriteFilter.class)
public interface HttpUrlRewriteFilter {
    Optional<String> hostname();

    Optional<HttpPathModifier> path();
}
