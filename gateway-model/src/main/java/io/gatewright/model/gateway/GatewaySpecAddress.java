package io.gatewright.model.gateway;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.util.Optional;
import org.immutables.value.Value;

/** An address asked for (v1 {@code GatewaySpecAddress}). */
@Value.Immutable
@JsonDeserialize(as = ImmutableGatewaySpecAddress.class)
public interface GatewaySpecAddress {
    // values of type()
    String IP_ADDRESS = "IPAddress";
    String HOSTNAME = "Hostname";
    String NAMED_ADDRESS = "NamedAddress";

    // values of routability()
    String ROUTABILITY_CLUSTER = "Cluster";

    @Value.Default
    default String type() {
        return IP_ADDRESS;
    }

    /** Absent: the controller chooses one of the type. */
    Optional<String> value();

    /** Experimental: from where the address must be reachable. */
    Optional<String> routability();
}
