package io.gatewright.model.parameters;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import org.immutables.value.Value;

/** Bounds and goal of the HorizontalPodAutoscaler of a Gateway's proxies. */
@Value.Immutable
@JsonDeserialize(as = ImmutableProxyAutoscaling.class)
public interface ProxyAutoscaling {
    @Value.Default
    default int minReplicas() {
        return 1;
    }

    int maxReplicas();

    /** Percent of the requested CPU. */
    @Value.Default
    default int targetCPUUtilization() {
        return 80;
    }
}
