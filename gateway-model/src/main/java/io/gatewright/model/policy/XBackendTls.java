package io.gatewright.model.policy;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.gatewright.model.gateway.SecretObjectReference;
import java.util.Optional;
import org.immutables.value.Value;

/** TLS from the gateway to an XBackend. */
@Value.Immutable
@JsonDeserialize(as = ImmutableXBackendTls.class)
public interface XBackendTls {
    // values of mode()
    String NONE = "None";
    String SERVER_ONLY = "ServerOnly";
    String CLIENT_AND_SERVER = "ClientAndServer";

    String mode();

    /** Exactly with ClientAndServer. */
    Optional<SecretObjectReference> clientCertificateRef();

    /** Required unless the mode is None. */
    Optional<BackendTlsPolicyValidation> validation();
}
