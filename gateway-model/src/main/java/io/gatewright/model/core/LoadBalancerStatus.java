package io.gatewright.model.core;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.util.List;
import org.immutables.value.Value;

/** What a load balancer gave to a Service. */
@Value.Immutable
@JsonDeserialize(as = ImmutableLoadBalancerStatus.class)
public interface LoadBalancerStatus {
    List<LoadBalancerIngress> ingress();
}
