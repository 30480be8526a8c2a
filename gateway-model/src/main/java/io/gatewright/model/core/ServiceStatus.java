package io.gatewright.model.core;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.util.Optional;
import org.immutables.value.Value;

/** The status of a Service, as far as addresses need it. */
@Value.Immutable
@JsonDeserialize(as = ImmutableServiceStatus.class)
public interface ServiceStatus {
    Optional<LoadBalancerStatus> loadBalancer();
}
