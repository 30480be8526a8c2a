package io.gatewright.model.gateway;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.util.Optional;
import org.immutables.value.Value;

/** TLS of the whole Gateway (v1 {@code GatewayTLSConfig}). */
@Value.Immutable
@JsonDeserialize(as = ImmutableGatewayTlsConfig.class)
public interface GatewayTlsConfig {
    Optional<GatewayBackendTls> backend();

    Optional<FrontendTlsConfig> frontend();
}
