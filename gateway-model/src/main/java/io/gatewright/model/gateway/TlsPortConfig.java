package io.gatewright.model.gateway;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import org.immutables.value.Value;

/** Settings that replace the default for one port (v1 {@code TLSPortConfig}). */
@Value.Immutable
@JsonDeserialize(as = ImmutableTlsPortConfig.class)
public interface TlsPortConfig {
    int port();

    TlsConfig tls();
}
