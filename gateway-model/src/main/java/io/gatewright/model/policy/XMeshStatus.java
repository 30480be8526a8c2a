package io.gatewright.model.policy;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.gatewright.model.core.Condition;
import io.gatewright.model.gateway.SupportedFeature;
import java.util.List;
import org.immutables.value.Value;

/** The status of an XMesh (v1alpha1 {@code MeshStatus}). */
@Value.Immutable
@JsonDeserialize(as = ImmutableXMeshStatus.class)
public interface XMeshStatus {
    @Value.Default
    @JsonInclude(JsonInclude.Include.ALWAYS) // an empty list is not the default
    default List<Condition> conditions() {
        return List.of(Condition.waitingForController("Accepted"), Condition.waitingForController("Programmed"));
    }

    /** Ascending by name. */
    List<SupportedFeature> supportedFeatures();
}
