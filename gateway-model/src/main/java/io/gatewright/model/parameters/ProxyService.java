package io.gatewright.model.parameters;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.util.Map;
import java.util.Optional;
import org.immutables.value.Value;

/** The Service of a Gateway, as far as its owner decides about it. */
@Value.Immutable
@JsonDeserialize(as = ImmutableProxyService.class)
public interface ProxyService {
    /** {@code LoadBalancer}, {@code NodePort} or {@code ClusterIP}. */
    @Value.Default
    default String type() {
        return "LoadBalancer";
    }

    /** {@code Cluster} or {@code Local}; absent for ClusterIP. */
    Optional<String> externalTrafficPolicy();

    Optional<String> loadBalancerClass();

    /** Besides those of {@code spec.infrastructure.annotations}, which win. */
    Map<String, String> annotations();
}
