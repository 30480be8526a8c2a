package io.gatewright.model.core;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.gatewright.model.core.Kind.Scope;
import java.util.Optional;
import org.immutables.value.Value;

/** A Service of Kubernetes: the usual backend of a route. */
@Value.Immutable
@JsonDeserialize(as = ImmutableService.class)
public interface Service extends ApiObject {
    Kind<Service> KIND = Kind.of("", "Service", "services", Scope.NAMESPACED, Service.class, "v1");

    @Override
    default Kind<Service> kind() {
        return KIND;
    }

    @Value.Default
    default ServiceSpec spec() {
        return ImmutableServiceSpec.builder().build();
    }

    Optional<ServiceStatus> status();
}
