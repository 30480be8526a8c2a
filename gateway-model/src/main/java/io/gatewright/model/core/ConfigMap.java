package io.gatewright.model.core;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.gatewright.model.core.Kind.Scope;
import java.util.Map;
import org.immutables.value.Value;

/** A ConfigMap of Kubernetes; holds CA certificates under {@code ca.crt}. */
@Value.Immutable
@JsonDeserialize(as = ImmutableConfigMap.class)
public interface ConfigMap extends ApiObject {
    Kind<ConfigMap> KIND = Kind.of("", "ConfigMap", "configmaps", Scope.NAMESPACED, ConfigMap.class, "v1");

    @Override
    default Kind<ConfigMap> kind() {
        return KIND;
    }

    Map<String, String> data();

    Map<String, Bytes> binaryData();
}
