package io.gatewright.model.gateway;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.util.Optional;
import org.immutables.value.Value;

/** An address in use (v1 {@code GatewayStatusAddress}). */
@Value.Immutable
@JsonDeserialize(as = ImmutableGatewayStatusAddress.class)
public interface GatewayStatusAddress {
    // values of type()
    String IP_ADDRESS = "IPAddress";
    String HOSTNAME = "Hostname";
    String NAMED_ADDRESS = "NamedAddress";

    @Value.Default
    default String type() {
        return IP_ADDRESS;
    }

    String value();

    /** Experimental. */
    Optional<String> routability();
}
