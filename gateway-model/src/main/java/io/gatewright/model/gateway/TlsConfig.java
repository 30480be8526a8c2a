package io.gatewright.model.gateway;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.util.Optional;
import org.immutables.value.Value;

/** Settings towards clients (v1 {@code TLSConfig}). */
@Value.Immutable
@JsonDeserialize(as = ImmutableTlsConfig.class)
public interface TlsConfig {
    /** Absent: no client certificate is asked for. */
    Optional<FrontendTlsValidation> validation();
}
