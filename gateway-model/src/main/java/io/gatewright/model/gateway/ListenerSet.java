package io.gatewright.model.gateway;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.gatewright.model.core.ApiObject;
import io.gatewright.model.core.Kind;
import io.gatewright.model.core.Kind.Scope;
import org.immutables.value.Value;

/** A ListenerSet (v1, GEP-1713): listeners of another team for a Gateway. */
@Value.Immutable
@JsonDeserialize(as = ImmutableListenerSet.class)
public interface ListenerSet extends ApiObject {
    Kind<ListenerSet> KIND =
            Kind.of(Kind.GATEWAY_GROUP, "ListenerSet", "listenersets", Scope.NAMESPACED, ListenerSet.class, "v1");

    @Override
    default Kind<ListenerSet> kind() {
        return KIND;
    }

    ListenerSetSpec spec();

    @Value.Default
    default ListenerSetStatus status() {
        return ImmutableListenerSetStatus.builder().build();
    }
}
