package io.gatewright.model.policy;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.gatewright.model.core.ApiObject;
import io.gatewright.model.core.Condition;
import io.gatewright.model.core.Kind;
import io.gatewright.model.core.Kind.Scope;
import org.immutables.value.Value;

/** An XMesh (v1alpha1, GEP-3949, experimental): names the controller of a mesh. Cluster-scoped. */
@Value.Immutable
@JsonDeserialize(as = ImmutableXMesh.class)
public interface XMesh extends ApiObject {
    Kind<XMesh> KIND = Kind.of(Kind.EXPERIMENTAL_GROUP, "XMesh", "xmeshes", Scope.CLUSTER, XMesh.class, "v1alpha1");

    @Override
    default Kind<XMesh> kind() {
        return KIND;
    }

    XMeshSpec spec();

    /** An absent status gets one condition, an absent list in a status two: so the CRD says. */
    @Value.Default
    default XMeshStatus status() {
        return ImmutableXMeshStatus.builder()
                .addConditions(Condition.waitingForController("Accepted"))
                .build();
    }
}
