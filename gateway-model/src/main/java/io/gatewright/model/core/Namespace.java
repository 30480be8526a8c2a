package io.gatewright.model.core;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.gatewright.model.core.Kind.Scope;
import org.immutables.value.Value;

/** A Namespace of Kubernetes; its labels decide which routes and listener sets a listener admits. */
@Value.Immutable
@JsonDeserialize(as = ImmutableNamespace.class)
public interface Namespace extends ApiObject {
    Kind<Namespace> KIND = Kind.of("", "Namespace", "namespaces", Scope.CLUSTER, Namespace.class, "v1");

    @Override
    default Kind<Namespace> kind() {
        return KIND;
    }
}
