package io.gatewright.model.gateway;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.gatewright.model.core.Kind;
import io.gatewright.model.name.ObjectRef;
import java.util.Optional;
import org.immutables.value.Value;

/** Names the Gateway of a ListenerSet (v1 {@code ParentGatewayReference}). */
@Value.Immutable
@JsonDeserialize(as = ImmutableParentGatewayReference.class)
public interface ParentGatewayReference {
    // values of kind()
    String GATEWAY = "Gateway";

    @Value.Default
    default String group() {
        return Kind.GATEWAY_GROUP;
    }

    @Value.Default
    default String kind() {
        return GATEWAY;
    }

    String name();

    /** Absent means the namespace of the ListenerSet. */
    Optional<String> namespace();

    /** The object named, seen from an object in {@code localNamespace}. */
    default ObjectRef refFrom(String localNamespace) {
        return new ObjectRef(group(), kind(), namespace().orElse(localNamespace), name());
    }
}
