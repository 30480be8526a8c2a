package io.gatewright.model.route;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.gatewright.model.core.Kind;
import io.gatewright.model.name.ObjectRef;
import java.util.Optional;
import org.immutables.value.Value;

/** Names a parent of a route, or the ancestor of a policy (v1 {@code ParentReference}). */
@Value.Immutable
@JsonDeserialize(as = ImmutableParentReference.class)
public interface ParentReference {
    // values of kind()
    String GATEWAY = "Gateway";
    String LISTENER_SET = "ListenerSet";
    String SERVICE = "Service";

    /** Empty for a Service. */
    @Value.Default
    default String group() {
        return Kind.GATEWAY_GROUP;
    }

    @Value.Default
    default String kind() {
        return GATEWAY;
    }

    /** Absent means the namespace of the route. */
    Optional<String> namespace();

    String name();

    /** Only this listener. */
    Optional<String> sectionName();

    /** Only listeners on this port. */
    Optional<Integer> port();

    /** The object named, seen from an object in {@code localNamespace}. */
    default ObjectRef refFrom(String localNamespace) {
        return new ObjectRef(group(), kind(), namespace().orElse(localNamespace), name());
    }
}
