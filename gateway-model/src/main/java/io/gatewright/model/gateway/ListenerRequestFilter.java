package io.gatewright.model.gateway;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.gatewright.model.route.HttpExternalAuthFilter;
import io.gatewright.model.route.LocalObjectReference;
import java.util.Optional;
import org.immutables.value.Value;

/**
 * One filter of a listener (v1 {@code ListenerRequestFilter}): the field that belongs to {@link #type()} is set.
 */
@Value.Immutable
@JsonDeserialize(as = ImmutableListenerRequestFilter.class)
public interface ListenerRequestFilter {
    // values of type()
    String EXTERNAL_AUTH = "ExternalAuth";
    String EXTENSION_REF = "ExtensionRef";

    String type();

    Optional<HttpExternalAuthFilter> externalAuth();

    Optional<LocalObjectReference> extensionRef();
}
