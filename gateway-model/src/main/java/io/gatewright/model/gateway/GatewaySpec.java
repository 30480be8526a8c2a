package io.gatewright.model.gateway;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.util.List;
import java.util.Optional;
import org.immutables.value.Value;

/** The spec of a Gateway (v1 {@code GatewaySpec}). */
@Value.Immutable
@JsonDeserialize(as = ImmutableGatewaySpec.class)
public interface GatewaySpec {
    // values of defaultScope()
    String SCOPE_ALL = "All";
    String SCOPE_NONE = "None";

    String gatewayClassName();

    /** Unique names. */
    List<Listener> listeners();

    /** Addresses asked for; none means the controller chooses. */
    List<GatewaySpecAddress> addresses();

    Optional<GatewayInfrastructure> infrastructure();

    /** Absent: no ListenerSet may attach. */
    Optional<AllowedListeners> allowedListeners();

    Optional<GatewayTlsConfig> tls();

    /** Experimental: for which routes this is a default Gateway. */
    Optional<String> defaultScope();
}
