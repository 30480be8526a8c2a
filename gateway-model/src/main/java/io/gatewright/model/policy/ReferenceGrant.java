package io.gatewright.model.policy;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.gatewright.model.core.ApiObject;
import io.gatewright.model.core.Kind;
import io.gatewright.model.core.Kind.Scope;
import org.immutables.value.Value;

/** A ReferenceGrant: permits references from other namespaces into its own. It has no status. */
@Value.Immutable
@JsonDeserialize(as = ImmutableReferenceGrant.class)
public interface ReferenceGrant extends ApiObject {
    Kind<ReferenceGrant> KIND = Kind.of(
            Kind.GATEWAY_GROUP,
            "ReferenceGrant",
            "referencegrants",
            Scope.NAMESPACED,
            ReferenceGrant.class,
            "v1beta1",
            "v1");

    @Override
    default Kind<ReferenceGrant> kind() {
        return KIND;
    }

    ReferenceGrantSpec spec();
}
