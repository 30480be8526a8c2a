package io.gatewright.model.gateway;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.util.Optional;
import org.immutables.value.Value;

/** How the Gateway identifies itself to backends (v1 {@code GatewayBackendTLS}, GEP-3155). */
@Value.Immutable
@JsonDeserialize(as = ImmutableGatewayBackendTls.class)
public interface GatewayBackendTls {
    Optional<SecretObjectReference> clientCertificateRef();
}
