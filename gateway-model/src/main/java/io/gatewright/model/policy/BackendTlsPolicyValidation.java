package io.gatewright.model.policy;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.gatewright.model.route.LocalObjectReference;
import java.util.List;
import java.util.Optional;
import org.immutables.value.Value;

/** How the certificate of a backend is verified (v1 {@code BackendTLSPolicyValidation}). */
@Value.Immutable
@JsonDeserialize(as = ImmutableBackendTlsPolicyValidation.class)
public interface BackendTlsPolicyValidation {
    // values of wellKnownCACertificates()
    String SYSTEM = "System";

    /** Excludes {@link #wellKnownCACertificates()}. */
    List<LocalObjectReference> caCertificateRefs();

    Optional<String> wellKnownCACertificates();

    /** Server name to send, and to find in the certificate unless {@link #subjectAltNames()} are given. */
    String hostname();

    /** When given, one of them must be in the certificate. */
    List<SubjectAltName> subjectAltNames();
}
