package io.gatewright.model.policy;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.util.List;
import java.util.Map;
import org.immutables.value.Value;

/** The spec of a BackendTLSPolicy (v1 {@code BackendTLSPolicySpec}). */
@Value.Immutable
@JsonDeserialize(as = ImmutableBackendTlsPolicySpec.class)
public interface BackendTlsPolicySpec {
    List<LocalPolicyTargetReferenceWithSectionName> targetRefs();

    BackendTlsPolicyValidation validation();

    /** Settings of one implementation. */
    Map<String, String> options();
}
