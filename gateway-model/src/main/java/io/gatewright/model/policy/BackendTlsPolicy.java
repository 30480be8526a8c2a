package io.gatewright.model.policy;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.gatewright.model.core.ApiObject;
import io.gatewright.model.core.Kind;
import io.gatewright.model.core.Kind.Scope;
import java.util.Optional;
import org.immutables.value.Value;

/** A BackendTLSPolicy (v1, GEP-1897): TLS from the gateway to backends. */
@Value.Immutable
@JsonDeserialize(as = ImmutableBackendTlsPolicy.class)
public interface BackendTlsPolicy extends ApiObject {
    Kind<BackendTlsPolicy> KIND = Kind.of(
            Kind.GATEWAY_GROUP,
            "BackendTLSPolicy",
            "backendtlspolicies",
            Scope.NAMESPACED,
            BackendTlsPolicy.class,
            "v1",
            "v1alpha3");

    @Override
    default Kind<BackendTlsPolicy> kind() {
        return KIND;
    }

    BackendTlsPolicySpec spec();

    Optional<PolicyStatus> status();
}
