package io.gatewright.model.core;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.gatewright.model.core.Kind.Scope;
import java.util.List;
import java.util.Optional;
import org.immutables.value.Value;

/** A part of the endpoints of a Service (discovery.k8s.io/v1). */
@Value.Immutable
@JsonDeserialize(as = ImmutableEndpointSlice.class)
public interface EndpointSlice extends ApiObject {
    // values of addressType()
    String IPV4 = "IPv4";
    String IPV6 = "IPv6";
    String FQDN = "FQDN";

    // the label that names the Service
    String SERVICE_NAME_LABEL = "kubernetes.io/service-name";

    Kind<EndpointSlice> KIND =
            Kind.of("discovery.k8s.io", "EndpointSlice", "endpointslices", Scope.NAMESPACED, EndpointSlice.class, "v1");

    @Override
    default Kind<EndpointSlice> kind() {
        return KIND;
    }

    /** IPv4, IPv6 or FQDN. */
    String addressType();

    List<Endpoint> endpoints();

    List<EndpointPort> ports();

    /** The Service of the same namespace these endpoints belong to, by label. */
    default Optional<String> serviceName() {
        return Optional.ofNullable(metadata().labels().get(SERVICE_NAME_LABEL));
    }
}
