package io.gatewright.model.policy;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.gatewright.model.gateway.ParametersReference;
import java.util.Optional;
import org.immutables.value.Value;

/** The spec of an XMesh (v1alpha1 {@code MeshSpec}). */
@Value.Immutable
@JsonDeserialize(as = ImmutableXMeshSpec.class)
public interface XMeshSpec {
    /** {@code domain/path} of the controller; never changes. */
    String controllerName();

    Optional<ParametersReference> parametersRef();

    Optional<String> description();
}
