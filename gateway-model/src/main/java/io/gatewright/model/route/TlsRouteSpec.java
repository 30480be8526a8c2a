package io.gatewright.model.route;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.util.List;
import org.immutables.value.Value;

/** The spec of a TLSRoute (v1 {@code TLSRouteSpec}). */
@Value.Immutable
@JsonDeserialize(as = ImmutableTlsRouteSpec.class)
public interface TlsRouteSpec extends CommonRouteSpec {
    /** Names of the ClientHello (SNI); at least one in v1. */
    @Override
    List<String> hostnames();

    /** Exactly one in v1. */
    List<StreamRouteRule> rules();
}
