package io.gatewright.model.gateway;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.util.List;
import org.immutables.value.Value;

/** How clients identify themselves to HTTPS listeners (v1 {@code FrontendTLSConfig}, GEP-91). */
@Value.Immutable
@JsonDeserialize(as = ImmutableFrontendTlsConfig.class)
public interface FrontendTlsConfig {
    /** Field {@code default}: for every port without an entry in {@link #perPort()}. */
    @JsonProperty("default")
    TlsConfig defaultConfig();

    List<TlsPortConfig> perPort();
}
