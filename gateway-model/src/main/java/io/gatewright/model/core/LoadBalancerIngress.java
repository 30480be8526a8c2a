package io.gatewright.model.core;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.util.Optional;
import org.immutables.value.Value;

/** One address of a load balancer: an IP or a host name. */
@Value.Immutable
@JsonDeserialize(as = ImmutableLoadBalancerIngress.class)
public interface LoadBalancerIngress {
    Optional<String> ip();

    Optional<String> hostname();

    Optional<String> ipMode();
}
