package io.gatewright.model.route;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.util.List;
import org.immutables.value.Value;

/** The spec of a UDPRoute (v1 {@code UDPRouteSpec}). */
@Value.Immutable
@JsonDeserialize(as = ImmutableUdpRouteSpec.class)
public interface UdpRouteSpec extends CommonRouteSpec {
    /** Exactly one in v1. */
    List<StreamRouteRule> rules();
}
