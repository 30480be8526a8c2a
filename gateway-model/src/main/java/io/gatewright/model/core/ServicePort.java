package io.gatewright.model.core;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.util.Optional;
import org.immutables.value.Value;

/** One port of a Service. */
@Value.Immutable
@JsonDeserialize(as = ImmutableServicePort.class)
public interface ServicePort {
    // values of protocol()
    String TCP = "TCP";
    String UDP = "UDP";
    String SCTP = "SCTP";

    /** Required when there are several ports; EndpointSlices name their ports alike. */
    Optional<String> name();

    /** The port that backendRefs name. */
    int port();

    @Value.Default
    default String protocol() {
        return TCP;
    }

    /** Port of the endpoints, by number or by container port name; absent means {@link #port()}. */
    Optional<IntOrString> targetPort();

    Optional<Integer> nodePort();

    /** Hint of what is spoken on the port, such as {@code kubernetes.io/h2c} (GEP-1911). */
    Optional<String> appProtocol();
}
