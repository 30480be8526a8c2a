package io.gatewright.model.policy;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.gatewright.model.core.ApiObject;
import io.gatewright.model.core.Kind;
import io.gatewright.model.core.Kind.Scope;
import java.util.Optional;
import org.immutables.value.Value;

/** An XTelemetryPolicy (v1alpha1, GEP-4768, experimental): tracing of a Gateway. */
@Value.Immutable
@JsonDeserialize(as = ImmutableXTelemetryPolicy.class)
public interface XTelemetryPolicy extends ApiObject {
    Kind<XTelemetryPolicy> KIND = Kind.of(
            Kind.EXPERIMENTAL_GROUP,
            "XTelemetryPolicy",
            "xtelemetrypolicies",
            Scope.NAMESPACED,
            XTelemetryPolicy.class,
            "v1alpha1");

    @Override
    default Kind<XTelemetryPolicy> kind() {
        return KIND;
    }

    XTelemetryPolicySpec spec();

    Optional<PolicyStatus> status();
}
