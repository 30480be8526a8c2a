package io.gatewright.model.route;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.util.List;
import org.immutables.value.Value;

/** The spec of a TCPRoute (v1 {@code TCPRouteSpec}). */
@Value.Immutable
@JsonDeserialize(as = ImmutableTcpRouteSpec.class)
public interface TcpRouteSpec extends CommonRouteSpec {
    /** Exactly one in v1. */
    List<StreamRouteRule> rules();
}
