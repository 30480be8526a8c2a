package io.gatewright.model.gateway;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.util.Optional;
import org.immutables.value.Value;

/**
 * One listener of a Gateway or of a ListenerSet (v1 {@code Listener} and {@code ListenerEntry}, which are alike).
 */
@Value.Immutable
@JsonDeserialize(as = ImmutableListener.class)
public interface Listener {
    // values of protocol()
    String HTTP = "HTTP";
    String HTTPS = "HTTPS";
    String TLS = "TLS";
    String TCP = "TCP";
    String UDP = "UDP";

    String name();

    /** As written; absent means all host names. */
    Optional<String> hostname();

    int port();

    /** One of the constants, or {@code domain/name} of somebody else. */
    String protocol();

    Optional<ListenerTlsConfig> tls();

    @Value.Default
    default AllowedRoutes allowedRoutes() {
        return ImmutableAllowedRoutes.builder().build();
    }

    /** Experimental. */
    Optional<ListenerFilters> filters();
}
