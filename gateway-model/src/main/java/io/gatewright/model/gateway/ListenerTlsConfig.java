package io.gatewright.model.gateway;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.util.List;
import java.util.Map;
import org.immutables.value.Value;

/** How a listener treats TLS (v1 {@code ListenerTLSConfig}). */
@Value.Immutable
@JsonDeserialize(as = ImmutableListenerTlsConfig.class)
public interface ListenerTlsConfig {
    // values of mode()
    String TERMINATE = "Terminate";
    String PASSTHROUGH = "Passthrough";

    @Value.Default
    default String mode() {
        return TERMINATE;
    }

    /** Certificates to serve, chosen by server name. */
    List<SecretObjectReference> certificateRefs();

    /** Settings of one implementation. */
    Map<String, String> options();
}
