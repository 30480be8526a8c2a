package io.gatewright.model.route;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.util.Optional;
import org.immutables.value.Value;

/** The cookie of {@link SessionPersistence} (v1 {@code CookieConfig}). */
@Value.Immutable
@JsonDeserialize(as = ImmutableCookieConfig.class)
public interface CookieConfig {
    // values of lifetimeType()
    String SESSION = "Session";
    String PERMANENT = "Permanent";

    Optional<String> name();

    @Value.Default
    default String path() {
        return "/";
    }

    @Value.Default
    default String lifetimeType() {
        return SESSION;
    }
}
