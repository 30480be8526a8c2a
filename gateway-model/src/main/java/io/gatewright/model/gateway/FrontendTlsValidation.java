package io.gatewright.model.gateway;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.util.List;
import org.immutables.value.Value;

/** How a client certificate is verified (v1 {@code FrontendTLSValidation}). */
@Value.Immutable
@JsonDeserialize(as = ImmutableFrontendTlsValidation.class)
public interface FrontendTlsValidation {
    // values of mode()
    String ALLOW_VALID_ONLY = "AllowValidOnly";
    String ALLOW_INSECURE_FALLBACK = "AllowInsecureFallback";

    List<ObjectReference> caCertificateRefs();

    @Value.Default
    default String mode() {
        return ALLOW_VALID_ONLY;
    }
}
