package io.gatewright.model.policy;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.gatewright.model.core.ApiObject;
import io.gatewright.model.core.Kind;
import io.gatewright.model.core.Kind.Scope;
import java.util.Optional;
import org.immutables.value.Value;

/** An XBackend (v1alpha1, GEP-4894, experimental): a backend by host name or by pod labels. */
@Value.Immutable
@JsonDeserialize(as = ImmutableXBackend.class)
public interface XBackend extends ApiObject {
    Kind<XBackend> KIND =
            Kind.of(Kind.EXPERIMENTAL_GROUP, "XBackend", "xbackends", Scope.NAMESPACED, XBackend.class, "v1alpha1");

    @Override
    default Kind<XBackend> kind() {
        return KIND;
    }

    XBackendSpec spec();

    /** The same shape as the status of a policy. */
    Optional<PolicyStatus> status();
}
