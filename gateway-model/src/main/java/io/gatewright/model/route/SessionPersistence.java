package io.gatewright.model.route;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.gatewright.model.name.GatewayDuration;
import java.util.Optional;
import org.immutables.value.Value;

/** Keeps a client at the same backend (v1 {@code SessionPersistence}, GEP-1619, experimental). */
@Value.Immutable
@JsonDeserialize(as = ImmutableSessionPersistence.class)
public interface SessionPersistence {
    // values of type()
    String COOKIE = "Cookie";
    String HEADER = "Header";

    /** Longest life of a session, however busy. */
    Optional<GatewayDuration> absoluteTimeout();

    @Value.Default
    default String type() {
        return COOKIE;
    }

    /** With type Cookie. */
    Optional<CookieConfig> cookie();

    /** With type Header. */
    Optional<HeaderConfig> header();
}
