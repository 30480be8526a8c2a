package io.gatewright.model.core;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.immutables.value.Value;

/** What matters to a gateway in the spec of a Service. */
@Value.Immutable
@JsonDeserialize(as = ImmutableServiceSpec.class)
public interface ServiceSpec {
    // values of type()
    String CLUSTER_IP = "ClusterIP";
    String NODE_PORT = "NodePort";
    String LOAD_BALANCER = "LoadBalancer";
    String EXTERNAL_NAME = "ExternalName";

    // values of clusterIP()
    String NO_CLUSTER_IP = "None";

    // values of sessionAffinity()
    String AFFINITY_NONE = "None";
    String AFFINITY_CLIENT_IP = "ClientIP";

    @Value.Default
    default String type() {
        return CLUSTER_IP;
    }

    /** Absent before allocation and for ExternalName; {@code None} for headless Services. */
    Optional<String> clusterIP();

    /** One per IP family. */
    List<String> clusterIPs();

    List<String> externalIPs();

    List<ServicePort> ports();

    /** Empty when endpoints are managed by somebody else. */
    Map<String, String> selector();

    /** DNS name that a Service of type ExternalName stands for. */
    Optional<String> externalName();

    @Value.Default
    default String sessionAffinity() {
        return AFFINITY_NONE;
    }

    Optional<Boolean> publishNotReadyAddresses();

    /** Whether the Service has no virtual address, so that only its endpoints can be reached. */
    default boolean headless() {
        return clusterIP().filter(NO_CLUSTER_IP::equals).isPresent();
    }
}
