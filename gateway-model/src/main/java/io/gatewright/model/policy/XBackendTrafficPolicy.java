package io.gatewright.model.policy;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.gatewright.model.core.ApiObject;
import io.gatewright.model.core.Kind;
import io.gatewright.model.core.Kind.Scope;
import java.util.Optional;
import org.immutables.value.Value;

/** An XBackendTrafficPolicy (v1alpha1, GEP-3388, experimental): limits retries to a backend. */
@Value.Immutable
@JsonDeserialize(as = ImmutableXBackendTrafficPolicy.class)
public interface XBackendTrafficPolicy extends ApiObject {
    Kind<XBackendTrafficPolicy> KIND = Kind.of(
            Kind.EXPERIMENTAL_GROUP,
            "XBackendTrafficPolicy",
            "xbackendtrafficpolicies",
            Scope.NAMESPACED,
            XBackendTrafficPolicy.class,
            "v1alpha1");

    @Override
    default Kind<XBackendTrafficPolicy> kind() {
        return KIND;
    }

    XBackendTrafficPolicySpec spec();

    Optional<PolicyStatus> status();
}
