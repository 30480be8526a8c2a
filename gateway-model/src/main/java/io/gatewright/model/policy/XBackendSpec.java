package io.gatewright.model.policy;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.gatewright.model.route.SessionPersistence;
import java.util.Optional;
import org.immutables.value.Value;

/** The spec of an XBackend (v1alpha1 {@code BackendSpec}). */
@Value.Immutable
@JsonDeserialize(as = ImmutableXBackendSpec.class)
public interface XBackendSpec {
    // values of type()
    String EXTERNAL_HOSTNAME = "ExternalHostname";
    String ENDPOINT_SELECTOR = "EndpointSelector";

    // values of protocol()
    String TCP = "TCP";
    String HTTP = "HTTP";
    String HTTP2 = "HTTP2";
    String HTTP11 = "HTTP11";
    String H2C = "H2C";
    String MCP = "MCP";
    String GRPC = "GRPC";
    String WSS = "WSS";

    String type();

    XBackendPort port();

    /** With type ExternalHostname. */
    Optional<ExternalHostnameBackend> externalHostname();

    /** With type EndpointSelector. */
    Optional<EndpointSelectorBackend> endpointSelector();

    Optional<String> protocol();

    @Value.Default
    default XBackendTls tls() {
        return ImmutableXBackendTls.builder().mode(XBackendTls.NONE).build();
    }

    /** Only with type EndpointSelector. */
    Optional<SessionPersistence> sessionPersistence();
}
